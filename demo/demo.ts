import { fileURLToPath } from 'node:url'
import { runCommand } from '../test/support/run.js'
import { answer, startScene, type Scene } from '../test/support/scene.js'
import { runInTerminal } from '../test/support/terminal.js'

/**
 * The main job on a machine without an AWS account: a local STS that is as strict as the real one, a temporary home
 * with a base profile, an MFA role and a chain into another account, and the program as it is shipped.
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
  say('A local STS is running, and a temporary home has five profiles:')
  say('base (a key and an MFA device), dev and admin (roles), audit (a role reached')
  say('through dev), and sdk, which every SDK can use (credential_process).')

  await step('What would audit take?', scene, ['explain', 'audit'])

  title(
    'Into a shell; the MFA code is asked for once, on the terminal',
    'eval "$(rolecall env dev)"',
  )
  await promptedEnv(scene)

  await step('Another role, in another account, through dev: no code', scene, [
    'process',
    '--profile',
    'audit',
  ])
  await step('A child process with the credentials in its environment', scene, [
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
  await step('The second time: from the cache', scene, ['process', '--profile', 'audit'])
  say(`Calls to STS for that: ${scene.sts.requests.length - before}`)
  await step('What is kept, in sealed files since the demo has no keychain', scene, ['status'])

  const [codes, roles] = [scene.sts.calls('GetSessionToken'), scene.sts.calls('AssumeRole')]
  say(
    `\nAll of it took ${codes.length} MFA code and ${roles.length} AssumeRole calls. The home is gone again.`,
  )
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

async function step(what: string, scene: Scene, args: readonly string[]): Promise<void> {
  title(what, `rolecall ${args.map((word) => (/[ "$]/.test(word) ? `'${word}'` : word)).join(' ')}`)
  const { code, text } = process.stdout.isTTY ? await seen(scene, args) : await piped(scene, args)
  show(text)
  if (code !== 0) throw new Error(`the demo met exit status ${code}`)
}

/** As a person sees it at a terminal as wide as this one: colours, bars. */
async function seen(scene: Scene, args: readonly string[]): Promise<Outcome> {
  const noColor = process.env['NO_COLOR']
  const env = { ...scene.env, ...(noColor ? { NO_COLOR: noColor } : {}) }
  const columns = process.stdout.columns - INDENT.length
  using terminal = runInTerminal('rolecall', args, { env, columns })
  const { code } = await terminal.exit
  return { code, text: terminal.transcript }
}

async function piped(scene: Scene, args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await scene.rolecall(args)
  return { code, text: stdout + stderr }
}

interface Outcome {
  code: number | null | undefined
  text: string
}

function title(what: string, command: string): void {
  say(`\n${bold(what)}\n${bold('$')} ${command}`)
}

function bold(text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? `\u001B[1m${text}\u001B[0m` : text
}

/** Secrets of this STS are worth nothing, but nobody should get used to seeing one whole. */
function show(text: string): void {
  const shortened = text.replace(/[A-Za-z0-9+/=]{32,}/g, (secret) => `${secret.slice(0, 8)}…`)
  say(shortened.replace(/\r/g, '').trimEnd().replace(/^/gm, INDENT))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
