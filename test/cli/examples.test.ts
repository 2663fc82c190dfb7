import { chmod } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import type { CommandSpec } from '../../src/cli/command-spec.js'
import { isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { encodeAuthorizationMessage } from '../support/sts-server/authorization-messages.js'

/** Examples that need more than a test without a terminal has; other tests cover them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'rolecall env dev --format powershell | Out-String | iex': 'PowerShell',
  'rolecall init powershell | Out-String | iex': 'PowerShell',
  'aws iam create-access-key | rolecall add work --stdin': 'IAM',
  'rolecall add work': 'a key that is typed',
  'rolecall add work --csv ~/Downloads/accessKeys.csv': 'the file of the console',
  'rolecall import --from credentials': 'a file that is changed',
  'rolecall import --from aws-vault': 'keys of aws-vault',
  'rolecall import work --from csv ~/Downloads/accessKeys.csv': 'the file of the console',
  'rolecall console dev': 'a browser',
  'rolecall console dev --service s3': 'a browser',
  'rolecall console prod --container': 'a browser',
  'rolecall console dev --print': 'the federation endpoint',
  'rolecall eject dev': 'an adopted profile',
  'rolecall keys --online': 'IAM',
  'rolecall doctor': 'homes of its own',
  'rolecall doctor dev --json': 'homes of its own',
  'rolecall doctor --fix': 'homes of its own',
  'rolecall revoke dev': 'IAM',
  'rolecall revoke dev --session alice --as admin': 'IAM',
  'rolecall revoke dev --source-identity alice --before 2h --dry-run': 'IAM',
  'rolecall revoke dev --undo': 'IAM',
  'rolecall revoke --key AKIAIOSFODNN7EXAMPLE --yes': 'IAM',
  'rolecall rotate work': 'a stored key',
  'rolecall rotate --all --older-than 90d --yes': 'a stored key',
  'rolecall logout --sign-out dev': 'a sign-in',
  'rolecall history 3f2a91c07d': 'an entry',
  'rolecall history 3f2a91c07d --cloudtrail --as audit': 'an entry',
  'rolecall accounts': 'a sign-in',
  'rolecall accounts corp --role admin --json': 'a sign-in',
  'rolecall use prod/ReadOnly': 'a sign-in',
  'rolecall populate --dry-run': 'a sign-in',
  "rolecall populate corp --template '{role}.{account}' --prune": 'a sign-in',
  'rolecall populate corp --remove': 'a sign-in',
  'rolecall remove work': 'a stored key',
  'rolecall remove work --delete --yes': 'a stored key',
  'rolecall mfa add --profile work': 'IAM',
  'rolecall mfa add phone --profile work --no-store': 'IAM',
  'rolecall mfa list --online --profile work': 'IAM',
  'rolecall mfa sync work': 'IAM',
  'rolecall mfa remove work': 'IAM',
  'rolecall mfa remove work --local': 'a stored seed',
  'rolecall mfa import work': 'a seed that is typed',
  'pass otp uri aws | rolecall mfa import work --stdin': 'pass',
  'rolecall mfa code work': 'a stored seed',
  'rolecall mfa code | pbcopy': 'a stored seed',
  'rolecall serve dev -- terraform apply': 'terraform',
  'rolecall exec --serve dev -- terraform apply': 'terraform',
  'rolecall serve dev admin': 'a signal',
  'rolecall serve dev --port 9911 --token-file ~/.aws/serve-token': 'a signal',
  'rolecall serve dev --imds': 'a signal',
  'rolecall use': 'a choice',
  'rolecall configure': 'questions',
  'rolecall configure kube dev --cluster blue': 'a question',
  'rolecall saml corp': 'a sign-in',
  'rolecall store kernel': 'a kernel that permits it',
  'rolecall sts get-session-token --serial-number arn:aws:iam::123456789012:mfa/alice': 'a code',
}

/** The shell of an example, if it is not bash. */
const SHELLS: readonly (readonly [string, RegExp])[] = [
  ['fish', / \| source$/],
  ['zsh', /init zsh/],
]

const CONFIG = `[profile base]
region = eu-west-1

${['dev', 'prod', 'admin']
  .map(
    (name) => `[profile ${name}]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
external_id = 42
region = eu-west-1
`,
  )
  .join('\n')}`

const OFFER = 'arn:aws:iam::222222222222:role/dev,arn:aws:iam::222222222222:saml-provider/corp'
const ASSERTION = Buffer.from(
  `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><AttributeStatement><Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><AttributeValue>${OFFER}</AttributeValue></Attribute></AttributeStatement></Assertion></Response>`,
).toString('base64')

const examples = COMMANDS.flatMap(examplesOf)

function examplesOf({ examples, subcommands = [] }: CommandSpec): string[] {
  return [...examples.map(({ command }) => command), ...subcommands.flatMap(examplesOf)]
}

let scene: Scene
let message: string
beforeAll(async () => {
  scene = await startScene()
  await scene.configure(CONFIG)
  message = encodeAuthorizationMessage({ allowed: false, explicitDeny: true })
  const program = async (name: string, prints: string): Promise<void> => {
    const path = await scene.home.write(`.bin/${name}`, `#!/bin/sh\ncat <<'END'\n${prints}\nEND\n`)
    await chmod(path, 0o700)
  }
  await program('pbpaste', ASSERTION)
  await program('terraform', `Error: Encoded authorization failure message: ${message}`)
  await scene.home.write('message.txt', message)
  await scene.home.write('token', 'no-token-that-anybody-knows')
  await scene.home.write('assertion', ASSERTION)
  await scene.home.write('read-only.json', '{"Version":"2012-10-17","Statement":[]}')
})
afterAll(() => scene[Symbol.asyncDispose]())

test('every example that is tested elsewhere still exists', () => {
  for (const command of Object.keys(ELSEWHERE)) expect(examples).toContain(command)
})

test.concurrent.for(examples.filter((command) => !(command in ELSEWHERE)))(
  '%s',
  async (command, { expect, skip }) => {
    const [shell] = SHELLS.find(([, meant]) => meant.test(command)) ?? ['bash']
    if (!isInstalled(shell)) return skip(`${shell} is not installed`)
    const init = command.startsWith('rolecall use') ? 'eval "$(rolecall init bash)"\n' : ''
    const env = {
      ...scene.env,
      AWS_PROFILE: 'dev',
      ROLECALL_PREVIOUS: 'dev',
      CI_TOKEN: 'no-token-that-anybody-knows',
      SHELL: '/bin/sh',
    }
    const script = init + command.replace('MESSAGE', message)
    const options = { env, cwd: scene.home.path }
    const { code, stderr } = await runCommand(shell, ['-c', script], options)
    // Roles and tokens in the help do not exist: a refusal by STS shows that they were sent.
    const isRefused = code === 3 && /^rolecall: .*(AWS|request)/m.test(stderr)
    expect(code === 0 || isRefused, `${code}: ${stderr}`).toBe(true)
    expect(stderr).not.toMatch(/^(hint: rolecall|error:|usage:)/im)
  },
)
