// The typed Node SDKs (`tsx main.ts typed`) and the older pop-core (`tsx main.ts pop`): one call a line in, one outcome out.

import * as readline from 'node:readline'
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)
const PACKAGES: Record<string, string> = {
  '2018-05-01': '@alicloud/dysmsapi20180501',
  '2015-05-01': '@alicloud/ram20150501',
  '2015-04-01': '@alicloud/sts20150401',
}
const SIGNATURES: Record<string, string | undefined> = { v3: undefined, v1: 'v2', sm3: 'ACS3-HMAC-SM3' }

type Key = { id: string; secret: string; token?: string }
type Call = {
  endpoint: string; protocol: string; key: Key; signature: string
  action: string; version: string; parameters: Record<string, string>; form: boolean
}

const lower = (name: string) => name[0].toLowerCase() + name.slice(1)

async function typed(call: Call) {
  const sdk = load(PACKAGES[call.version])
  const { Config } = load('@alicloud/openapi-core').$OpenApiUtil
  const client = new sdk.default(new Config({
    accessKeyId: call.key.id, accessKeySecret: call.key.secret, securityToken: call.key.token || undefined,
    endpoint: call.endpoint, protocol: call.protocol, signatureAlgorithm: SIGNATURES[call.signature],
  }))
  const request = sdk[call.action + 'Request']
  const fields = Object.fromEntries(Object.entries(call.parameters).map(([name, value]) => [lower(name), value]))
  const method = client[lower(call.action)].bind(client)
  const answer = request ? await method(new request(fields)) : await method()
  return { body: answer.body.toMap() }
}

async function pop(call: Call) {
  const Core = load('@alicloud/pop-core')
  const client = new Core({
    accessKeyId: call.key.id, accessKeySecret: call.key.secret, securityToken: call.key.token || undefined,
    endpoint: `${call.protocol.toLowerCase()}://${call.endpoint}`, apiVersion: call.version,
  })
  return { body: await client.request(call.action, call.parameters, { method: 'POST', formatParams: false }) }
}

const perform = process.argv[2] === 'pop' ? pop : typed

for await (const line of readline.createInterface({ input: process.stdin })) {
  let done: object
  try {
    done = await perform(JSON.parse(line))
  } catch (error: any) {
    const data = error.data || {}
    done = {
      error: error.code || error.name, message: String(error.message),
      status: data.statusCode ?? data.httpCode ?? error.statusCode ?? null, recommend: data.Recommend ?? '',
    }
  }
  process.stdout.write(JSON.stringify(done) + '\n')
}
