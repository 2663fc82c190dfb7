// Prints who the profile in AWS_PROFILE is, once a line, with the SDK's default chain or, after
// the word fromIni, with that provider.
// Usage: whoami.cjs [fromIni] [CALLS [MILLISECONDS between two calls]]
const { setTimeout } = require('node:timers/promises')
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')

async function whoami(words) {
  const explicit = words[0] === 'fromIni'
  const [calls = 1, pause = 0] = (explicit ? words.slice(1) : words).map(Number)
  const sts = new STSClient(explicit ? { credentials: fromIni() } : {})
  for (let call = 0; call < calls; call++) {
    if (call > 0) await setTimeout(pause)
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    process.stdout.write(`${Arn}\n`)
  }
}

whoami(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error}\n`)
  process.exit(1)
})
