import { afterAll, beforeAll, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { run } from '../support/run.js'
import { runInTerminal } from '../support/terminal.js'

/*
 * The attacker reads what a command showed: a log of CI, a shared screen, a chat. Every secret here
 * begins with `Zq7`, and none of it may be shown.
 */

const CONFIG = `[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
client_secret_key = Zq7key+/slash
region = eu-west-1

[profile other] Zq7header
# Zq7comment
role_arn = arn:aws:iam::222222222222:role/other
  Zq7continuation=
source_profile = base # Zq7trailing
mfa_process = oathtool --totp -b Zq7seed
aws_session_token =
  Zq7TokenOnItsOwnLine=

[profile third]
-- Zq7dashes
role_arn = arn:aws:iam::222222222222:role/third
source_profile = base
region = Zq7pasted
sso_start_url = https://Zq7user:Zq7pw@portal.example.com/start
credential_process = env TOKEN=Zq7env rolecall process --profile third

[profile adopted]
# adopted by rolecall; "rolecall eject" undoes this
credential_process = rolecall process --profile adopted
rolecall_role_arn = arn:aws:iam::222222222222:role/adopted
rolecall_source_profile = base
proxy_password = Zq7proxy

[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
AWS_Secret_Access_Key: Zq7upper
`

let home: TempHome
beforeAll(async () => {
  home = await tempHome({ config: CONFIG })
})
afterAll(() => home.remove())

const COMMANDS = [
  ['adopt', '--all', '--dry-run'],
  ['adopt', 'dev', '--dry-run'],
  ['eject', '--all', '--dry-run'],
  ['configure', 'dev', '--region', 'eu-west-2', '--dry-run'],
  ['configure', 'dev', '--region', 'eu-west-2', '--dry-run', '--adopt'],
  ['configure', 'other', '--region', 'eu-west-2', '--dry-run'],
  ['configure', 'third', '--region', 'eu-west-2', '--dry-run'],
  ['configure', 'base', '--region', 'eu-west-2', '--dry-run'],
]

test.each(COMMANDS)('%s %s … shows no secret that stands beside a change', async (...args) => {
  const { code, stdout, stderr } = await run(args, { env: home.env })
  expect([code, stdout + stderr]).toEqual([0, expect.not.stringContaining('Zq7')])
  using terminal = runInTerminal('rolecall', args, { env: home.env })
  await terminal.exit
  expect(terminal.transcript).not.toContain('Zq7')
})

test('what is known to be harmless is shown, with the keys of what is masked', async () => {
  const { stdout } = await run(['adopt', 'dev', '--dry-run'], { env: home.env })
  expect(stdout).toContain(' [profile dev]\n')
  expect(stdout).toContain('+# adopted by rolecall; "rolecall eject" undoes this\n')
  expect(stdout).toMatch(/\+credential_process = \S.*process --profile dev\n/)
  expect(stdout).toContain('-role_arn = arn:aws:iam::222222222222:role/dev\n')
  expect(stdout).toContain('+rolecall_source_profile = base\n')
  expect(stdout).toContain(' client_secret_key = ****\n')
})
