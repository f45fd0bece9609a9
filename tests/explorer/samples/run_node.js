// Runs compiled samples one after the other in one process: each begins when the one before has nothing left to do.
// `node run_node.js FILE …`; one line of JSON for each file: what it printed, and its exit code.

const files = process.argv.slice(2)
const write = process.stdout.write.bind(process.stdout)
let now = null

function tell() {
  write(JSON.stringify({ out: now.out, errors: now.errors, code: process.exitCode ?? 0 }) + '\n')
  process.exitCode = undefined
}

process.on('beforeExit', () => {
  if (now) tell()
  const file = files.shift()
  now = file ? { out: '', errors: '' } : null
  if (file) require(file)
})
process.stdout.write = (text) => { now.out += text; return true }
process.stderr.write = (text) => { now.errors += text; return true }
