import { fileURLToPath } from 'node:url'
import { runCommand } from '../test/support/run.js'
import { answer, startScene, type Scene } from '../test/support/scene.js'
import { runInTerminal } from '../test/support/terminal.js'
import { offerToTryIt } from './try-it.js'

/**
 * Shows what rolecall does without an AWS account. It runs the built program in a temporary home,
 * against a local STS that is as strict as the real one.
 */
const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const INDENT = '  '
const ASK_AS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')
const sts = new STSClient({ region: 'eu-west-1', credentials: fromIni({ profile: 'sdk' }) })
sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn))
`
const SDK_PROFILE = `[profile sdk]
credential_process = rolecall process --profile sdk
rolecall_role_arn = arn:aws:iam::222222222222:role/dev
rolecall_source_profile = base
region = eu-west-1
`

await main()

async function main(): Promise<void> {
  await using scene = await startScene(SDK_PROFILE)
  print('A local STS is running, and a temporary home has five profiles:')
  print('base (an access key and an MFA device), dev and admin (roles), audit (a role')
  print('reached through dev), and sdk, which every SDK can use (credential_process).')

  await runStep('What does audit need?', scene, ['explain', 'audit'])

  title(
    'Set the credentials in a shell; rolecall prompts for the MFA code once, on the terminal',
    'eval "$(rolecall env dev)"',
  )
  await promptedEnv(scene)

  await runStep('Another role, in another account, through dev: no MFA code needed', scene, [
    'process',
    '--profile',
    'audit',
  ])
  await runStep('Run a command with the credentials in its environment', scene, [
    'exec',
    'admin',
    '--',
    'sh',
    '-c',
    'echo "I am $ROLECALL_PROFILE in $AWS_REGION with key $AWS_ACCESS_KEY_ID"',
  ])

  title(
    'The AWS SDK for JavaScript, through credential_process = rolecall process --profile sdk',
    'node -e "… fromIni({ profile: \'sdk\' }) … GetCallerIdentity …"',
  )
  const env = { ...scene.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
  show((await runCommand(process.execPath, ['-e', ASK_AS_SDK], { env, cwd: PROJECT })).stdout)

  const before = scene.sts.requests.length
  await runStep('The second time, from the cache', scene, ['process', '--profile', 'audit'])
  print(`STS calls for that: ${scene.sts.requests.length - before}`)
  await runStep('The cached sessions, in encrypted files since the demo has no keychain', scene, [
    'status',
  ])

  const [codes, roles] = [scene.sts.calls('GetSessionToken'), scene.sts.calls('AssumeRole')]
  print(`\nAll of this took ${codes.length} MFA code and ${roles.length} AssumeRole calls.`)
  await offerToTryIt(scene, print)
}

async function promptedEnv(scene: Scene): Promise<void> {
  using terminal = runInTerminal(
    'bash',
    ['-c', 'eval "$(rolecall env dev)"; env | grep ^AWS_ | sort'],
    {
      env: scene.env,
    },
  )
  await answer(terminal, scene.sts.freshCode(scene.serial))
  await terminal.exit
  show(terminal.transcript)
}

async function runStep(what: string, scene: Scene, args: readonly string[]): Promise<void> {
  title(what, `rolecall ${args.map((arg) => (/[ "$]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`)
  const { code, text } = process.stdout.isTTY
    ? await runOnTerminal(scene, args)
    : await runInPipe(scene, args)
  show(text)
  if (code !== 0) throw new Error(`${args.join(' ')} exited with status ${code}`)
}

/** With the colours and bars of a terminal that is as wide as this one. */
async function runOnTerminal(scene: Scene, args: readonly string[]): Promise<Outcome> {
  const noColor = process.env['NO_COLOR']
  const env = { ...scene.env, ...(noColor ? { NO_COLOR: noColor } : {}) }
  const columns = process.stdout.columns - INDENT.length
  using terminal = runInTerminal('rolecall', args, { env, columns })
  const { code } = await terminal.exit
  return { code, text: terminal.transcript }
}

async function runInPipe(scene: Scene, args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await scene.rolecall(args)
  return { code, text: stdout + stderr }
}

interface Outcome {
  code: number | null | undefined
  text: string
}

function title(what: string, command: string): void {
  print(`\n${bold(what)}\n${bold('$')} ${command}`)
}

function bold(text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? `\u001B[1m${text}\u001B[0m` : text
}

/** Shortens secrets: these are worthless, but users should not get used to seeing them. */
function show(text: string): void {
  const shortened = text.replace(/[A-Za-z0-9+/=]{32,}/g, (secret) => `${secret.slice(0, 8)}…`)
  print(shortened.replace(/\r/g, '').trimEnd().replace(/^/gm, INDENT))
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
