// `@alicloud/mns` at a queue: reads what to ask as JSON from stdin, writes what came of each step as JSON.
"use strict";

const { readFileSync } = require("fs");
const mns = require("@alicloud/mns");

const Client = mns.default || mns;
const told = JSON.parse(readFileSync(0, "utf8"));

function opened(secret) {
  return new Client(told.account, {
    endpoint: told.endpoint,
    accessKeyID: told.id,
    accessKeySecret: secret,
    securityToken: told.token || undefined,
  });
}

async function codeOf(work) {
  try {
    const reply = await work();
    // A batch that fails in part is no exception to this SDK: the reply holds a list of errors.
    return Array.isArray(reply.body) && reply.body[0].ErrorCode ? reply.body[0].ErrorCode : "OK";
  } catch (error) {
    return error.name.replace(/^MNS(.*)Error$/, "$1");
  }
}

async function main() {
  const client = opened(told.secret);
  const queue = told.queue;
  const found = {};
  const message = (await client.receiveMessage(queue, 10)).body;
  found["receive"] = JSON.parse(Buffer.from(message.MessageBody, "base64").toString()).TaskId;
  const changed = (await client.changeMessageVisibility(queue, message.ReceiptHandle, 60)).body;
  found["change visibility"] = "OK";
  found["stale handle"] = await codeOf(() => client.deleteMessage(queue, message.ReceiptHandle));
  found["delete"] = await codeOf(() => client.deleteMessage(queue, changed.ReceiptHandle));
  found["peek"] = (await client.peekMessage(queue)).body.DequeueCount;
  found["batch peek"] = String((await client.batchPeekMessage(queue, 16)).body.length);
  const batch = (await client.batchReceiveMessage(queue, 16, 10)).body;
  found["batch receive"] = String(batch.length);
  const handles = batch.map((one) => one.ReceiptHandle);
  found["batch delete"] = await codeOf(() => client.batchDeleteMessage(queue, handles));
  found["batch delete, of none"] = await codeOf(() => client.batchDeleteMessage(queue, handles.slice(0, 2)));
  found["long poll at an empty queue"] = await codeOf(() => client.receiveMessage(queue, 1));
  found["wrong secret"] = await codeOf(() => opened("not the secret").receiveMessage(queue));
  return found;
}

main().then((found) => {
  console.log(JSON.stringify(found));
  process.exit(0);
});
