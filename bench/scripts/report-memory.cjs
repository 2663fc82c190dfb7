// Preloaded. Uses VmHWM, because getrusage includes the memory of the process that forked this one.
const { readFileSync } = require('node:fs')
process.on('exit', () => {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))
  process.stderr.write(`peak ${kilobytes}\n`)
})
