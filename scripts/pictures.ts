import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { answer, startScene, type Scene } from '../test/support/scene.js'
import { user } from '../test/support/sts-server/default-model.js'
import { startIam } from '../test/support/sts-server/iam.js'
import { startIdentityCenter } from '../test/support/identity-center/server.js'
import { runInTerminal, type Terminal } from '../test/support/terminal.js'
import { DARK, LIGHT, screenSvg } from './screen-svg.js'

/*
 * Draws the pictures in docs/. The built program runs in a real terminal of the given size, against
 * a local STS and a local IAM Identity Center. A terminal emulator turns its output into a screen,
 * drawn in dark and in light. Words after the command choose some of the pictures.
 */

interface Picture {
  name: string
  columns: number
  /** Arguments of rolecall; without them, the picture shows a shell. */
  args?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Command line of a program that runs rolecall and hides its output. */
  by?: string
  /** Minutes since the sessions were obtained. */
  later?: number
  /** A profile whose session is obtained before, since the picture shows no prompt for a code. */
  loggedIn?: string
  /** Types until the screen is as wanted; without it, the program runs to its end. */
  play?(terminal: Terminal, scene: Scene): Promise<unknown>
}

const FOLDER = new URL('../docs/pictures/', import.meta.url)
const ROWS = 24
const PICKER_ENV = { ROLECALL_SHELL: 'bash' }

const role = (account: number, name: string): string =>
  `arn:aws:iam::${String(account).repeat(12)}:role/${name}`

const CONFIG = [
  ['payments-dev', role(2, 'dev'), 'eu-west-1'],
  ['payments-staging', role(2, 'deploy'), 'eu-west-1'],
  ['payments-prod', role(3, 'audit'), 'eu-west-1'],
  ['search-dev', role(2, 'dev'), 'us-east-2'],
  ['search-prod', role(2, 'long'), 'us-east-2'],
  ['data-lake-readonly', role(2, 'nomfa'), 'eu-central-1'],
  ['data-lake-admin', role(2, 'admin'), 'eu-central-1'],
  ['breakglass', role(2, 'break-glass'), 'eu-west-1'],
]
  .map(
    ([name, arn, region]) =>
      `[profile ${name}]\nrole_arn = ${arn}\nsource_profile = base\nregion = ${region}\n\n`,
  )
  .join('')

const SESSION = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

`

/** What is assigned to the user of the session: four roles in each of 40 accounts. */
const ASSIGNED = ['search', 'payments', 'data-lake', 'ledger'].flatMap((team, at) =>
  Array.from({ length: 10 }, (_, index) => {
    const accountName = `${team}-${['dev', 'test', 'staging', 'prod'][index % 4]}${index > 3 ? `-${Math.floor(index / 4) + 1}` : ''}`
    return {
      accountId: String(400_000_000_000 + at * 1000 + index),
      accountName,
      emailAddress: `${accountName}@example.com`,
      roles: ['Admin', 'Audit', 'Deploy', 'ReadOnly'],
    }
  }),
)

/** A user with an MFA device, whose key is added. */
const JANE = 'arn:aws:iam::111111111111:user/jane'

const SETTINGS = `production = prod|breakglass
[accounts]
111111111111 = people
222222222222 = workloads
333333333333 = live
`

/** The lines in docs/shell.md. */
const RC = `eval "$(rolecall init bash)"
PROMPT_COMMAND=rolecall_prompt
PS1='\${ROLECALL_PROMPT:+[$ROLECALL_PROMPT] }$ '
`

/** In this order: the next one shows sessions that the one before obtained. */
const PICTURES: readonly Picture[] = [
  { name: 'help', columns: 100, args: ['--help'] },
  { name: 'explain', columns: 100, args: ['explain', 'audit'] },
  {
    name: 'prompt',
    columns: 100,
    // As a program whose SDK runs rolecall.
    args: ['process', '--profile', 'payments-dev'],
    by: 'terraform plan',
    async play(terminal, { sts, serial }) {
      await terminal.waitFor(/MFA code for \S+: /)
      const right = sts.freshCode(serial)
      terminal.send(right === '123456' ? '654321\r' : '123456\r')
      await answer(terminal, right)
      await terminal.exit
    },
  },
  { name: 'login', columns: 100, args: ['login', 'payments-dev', 'data-lake-admin'] },
  { name: 'status', columns: 100, args: ['status'], later: 41 },
  { name: 'list', columns: 100, args: ['list'], later: 12 },
  { name: 'list-60', columns: 60, args: ['list'], later: 12 },
  ...[60, 100, 200].map((columns) => ({
    name: `picker-${columns}`,
    columns,
    args: ['use'],
    env: PICKER_ENV,
    play: (terminal: Terminal) => terminal.waitFor(/esc cancel/),
  })),
  {
    name: 'picker-filter',
    columns: 100,
    args: ['use'],
    env: PICKER_ENV,
    async play(terminal) {
      await terminal.waitFor(/esc cancel/)
      for (const key of 'pro') {
        terminal.send(key)
        await terminal.waitFor(/of \d+/)
      }
    },
  },
  {
    name: 'use',
    columns: 100,
    async play(terminal) {
      await terminal.waitFor(/\$ /)
      terminal.send('rolecall use\r')
      await terminal.waitFor(/esc cancel/)
      terminal.send('payments-dev')
      await terminal.waitFor(/1 of \d+/)
      for (const next of ['rolecall use search-dev', 'rolecall use -', '']) {
        terminal.send('\r')
        await terminal.waitFor(/m\] \$ /)
        terminal.send(next)
      }
    },
  },
  {
    name: 'accounts-progress',
    columns: 100,
    args: ['accounts'],
    play: (terminal) => terminal.waitFor(/roles of 2\d of 40 accounts/, 10_000),
  },
  {
    name: 'accounts',
    columns: 100,
    args: ['accounts', '--account', 'pay', '--role', 'only'],
    async play(terminal) {
      await terminal.exit
    },
  },
  { name: 'adopt', columns: 100, args: ['adopt', 'payments-dev', '--dry-run', '--by-name'] },
  {
    name: 'configure',
    columns: 100,
    args: ['configure', 'search-admin'],
    async play(terminal) {
      await terminal.waitFor(/Role ARN/)
      terminal.send(`${role(2, 'admin')}\r`)
      await terminal.waitFor(/Source profile[^]*❯ base/)
      terminal.send('\r')
      await terminal.waitFor(/Region/)
      terminal.send('\r')
      await terminal.waitFor(/Session duration/)
      terminal.send('30m\r')
      await terminal.waitFor(/Use this profile/)
      terminal.send('n\r')
      await terminal.waitFor(/Write this/)
    },
  },
  {
    name: 'add',
    columns: 100,
    args: ['add', 'work'],
    async play(terminal, { sts }) {
      const key = sts.model.users.find(({ arn }) => arn === JANE)?.keys[0]
      await terminal.waitFor(/access key ID for work .*: /)
      terminal.send(`${key?.accessKeyId}\r`)
      await terminal.waitFor(/secret access key for work .*: /)
      terminal.send(`${key?.secretAccessKey}\r`)
      await terminal.waitFor(/MFA device[^]*none/)
      terminal.send('\r')
      await terminal.exit
    },
  },
  {
    name: 'import',
    columns: 100,
    args: ['import', 'base'],
    async play(terminal) {
      await terminal.waitFor(/Move the keys/)
      terminal.send('\r')
      await terminal.exit
    },
  },
  {
    name: 'rotate',
    columns: 100,
    args: ['rotate', 'base'],
    async play(terminal) {
      await terminal.waitFor(/Rotate AKIA/)
      terminal.send('\r')
      await terminal.exit
    },
  },
  { name: 'keys', columns: 100, args: ['keys'] },
  {
    name: 'remove',
    columns: 100,
    args: ['remove', 'work'],
    play: (terminal) => terminal.waitFor(/Remove AKIA[^]*N\)/),
  },
  {
    name: 'revoke',
    columns: 100,
    args: ['revoke', 'data-lake-readonly'],
    // The rotation before has ended the old key's sessions.
    loggedIn: 'data-lake-readonly',
    play: (terminal) => terminal.waitFor(/Revoke all[^]*N\)/),
  },
  {
    name: 'mfa-add',
    columns: 80,
    args: ['mfa', 'add', 'laptop', '--profile', 'base'],
    play: (terminal) => terminal.waitFor(/as text: /),
  },
  { name: 'error-name', columns: 100, args: ['login', 'paymnets-dev'] },
  { name: 'error-denied', columns: 100, args: ['login', 'breakglass', '--no-input'] },
  {
    name: 'error-no-terminal',
    columns: 100,
    args: ['process', 'search-prod', '--no-input', '--no-cache'],
  },
]

await using scene = await startScene(CONFIG + SESSION)
scene.sts.model.users.push(user(JANE, true))
await using iam = await startIam(scene.sts)
for (const each of scene.sts.model.roles.filter(({ arn }) => arn === role(2, 'nomfa'))) {
  each.attached = [{ Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } }]
}
scene.env['AWS_ENDPOINT_URL_IAM'] = iam.url
await using center = await startIdentityCenter({ assignments: ASSIGNED })
Object.assign(scene.env, center.env)
const token = {
  accessToken: center.signedIn('jane'),
  expiresAt: new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, ''),
}
const tokenFile = `${createHash('sha1').update('corp').digest('hex')}.json`
await scene.home.write(`.aws/sso/cache/${tokenFile}`, JSON.stringify(token))
await scene.home.write('.config/rolecall/settings.ini', SETTINGS)
const rc = await scene.home.write('bashrc', RC)
const infra = join(scene.home.path, 'infra')
mkdirSync(infra)
mkdirSync(FOLDER, { recursive: true })
const wanted = process.argv.slice(2)
for (const picture of PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const shown = await transcriptOf(picture)
  for (const [suffix, theme] of [
    ['dark', DARK],
    ['light', LIGHT],
  ] as const) {
    const screen = new xterm.Terminal({ cols: picture.columns, rows: ROWS, allowProposedApi: true })
    await new Promise<void>((written) => screen.write(shown, written))
    writeFileSync(new URL(`${picture.name}.${suffix}.svg`, FOLDER), screenSvg(screen, theme))
  }
}

async function transcriptOf(picture: Picture): Promise<string> {
  const { args, columns, env, later, by, play } = picture
  const options = { env: { ...scene.env, ...env }, cwd: infra, columns, rows: ROWS }
  if (picture.loggedIn) {
    using login = runInTerminal('rolecall', ['login', picture.loggedIn], options)
    await answer(login, scene.sts.freshCode(scene.serial))
    await login.exit
  }
  if (!args) {
    using shell = runInTerminal('bash', ['--noprofile', '--rcfile', rc, '-i'], options)
    await play?.(shell, scene)
    return shell.transcript
  }
  const clock = later === undefined ? [] : ['faketime', '-f', `+${later}m`]
  const command = [...clock, 'rolecall', ...args]
  // A shell under this name, since the prompt names the calling program.
  const caller = join(infra, by?.split(' ')[0] ?? 'bash')
  if (!existsSync(caller)) symlinkSync('/bin/bash', caller)
  const script = `"$@" ${by ? '>/dev/null' : ''}; exit`
  const words = ['-c', script, caller, ...command]
  using terminal = runInTerminal(caller, words, { ...options, isWhole: true })
  await (play ? play(terminal, scene) : terminal.exit)
  const typed = `\u001B[2m$\u001B[22m ${by ?? ['rolecall', ...args].join(' ')}\r\n`
  return (typed + terminal.transcript).replaceAll(scene.home.path, '~')
}
