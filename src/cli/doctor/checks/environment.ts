import { envVar } from '../../../core/env.js'
import { isTime } from '../../../core/json.js'
import { foreignVariableNotes } from '../../../plan/inputs/foreign-variables.js'
import { insecureUrlNotes } from '../../../plan/insecure-endpoint.js'
import { hasSeed } from '../../../secrets/seeds.js'
import { hasDisplay } from '../../../store/open.js'
import { shellWord } from '../../../core/shell-word.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import { asksForCode, stepStates } from '../../carry-out/cache-state.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Variables that outrank the profile that the user chose, or that contradict each other. */
export function outrankingVariables({ host: { env, now } }: Examined): Finding[] {
  const found: Finding[] = []
  const profile = envVar(env, 'AWS_PROFILE')
  const [id, secret, token] = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ].map((name) => envVar(env, name))
  const isOwn = envVar(env, 'ROLECALL_PROFILE') !== undefined
  const unset =
    'eval "$(rolecall env --unset)"; unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
  const expires = envVar(env, 'AWS_CREDENTIAL_EXPIRATION')
  if (id !== undefined && isTime(expires) && Date.parse(expires) <= now().at) {
    found.push({
      severity: 'error',
      message: 'the credentials in the environment have expired',
      hint: 'remove them',
      command: unset,
    })
  } else if (id !== undefined && secret !== undefined && profile !== undefined && !isOwn) {
    found.push({
      severity: 'warning',
      message:
        'AWS_ACCESS_KEY_ID overrides AWS_PROFILE in most SDKs, so programs do not use the profile',
      hint: 'remove the key from the environment',
      command: unset,
    })
  }
  if ((id === undefined) !== (secret === undefined)) {
    const [there, missing] =
      id === undefined
        ? ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID']
        : ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    found.push({
      severity: 'warning',
      message: `${there} is set, and ${missing} is not`,
      hint: 'unset it',
      command: `unset ${there}`,
    })
  }
  if (token !== undefined && id === undefined) {
    found.push({
      severity: 'warning',
      message: 'AWS_SESSION_TOKEN is set without an access key',
      hint: 'remove it',
      command: 'unset AWS_SESSION_TOKEN',
    })
  }
  if (profile !== undefined && envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE') !== undefined) {
    found.push({
      severity: 'warning',
      message:
        'AWS_WEB_IDENTITY_TOKEN_FILE overrides AWS_PROFILE in botocore and in the SDK for Java',
      hint: 'remove it',
      command: 'unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN',
    })
  }
  found.push(
    ...differing(env, 'AWS_REGION', 'AWS_DEFAULT_REGION'),
    ...differing(env, 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'),
  )
  for (const message of foreignVariableNotes(env)) {
    const [name = ''] = message.split(' ')
    if (name === 'AWS_ROLE_SESSION_NAME') continue
    found.push({
      severity: 'note',
      message,
      hint: 'if you do not want that',
      command: `unset ${name}`,
    })
  }
  const urls = Object.keys(env).filter(
    (name) => /^AWS_ENDPOINT_URL(_\w+)?$/.test(name) && env[name],
  )
  for (const name of urls) {
    const url = env[name] ?? ''
    const note = URL.canParse(url) ? insecureUrlNotes([url])[0] : `${name} is not a URL`
    if (note)
      found.push({
        severity: 'warning',
        message: note.startsWith(name) ? note : `${name}: ${note}`,
        hint: 'unset it',
        command: `unset ${name}`,
      })
  }
  return found
}

function differing(env: Examined['host']['env'], first: string, second: string): Finding[] {
  const [one, other] = [envVar(env, first), envVar(env, second)]
  if (one === undefined || other === undefined || one === other) return []
  const message = `${first} and ${second} differ: SDKs do not agree on which one counts`
  return [{ severity: 'warning', message, hint: `keep ${first}`, command: `unset ${second}` }]
}

/** Whether rolecall can prompt for an MFA code here. It cannot under cron, nor in a service. */
export function askable({ host, valid }: Examined): Finding[] {
  if (openTerminal(host) !== undefined || hasDisplay(host) || host.platform !== 'linux') return []
  const entries = listIndexEntries('session', host.paths.state)
  const seeds = new Map<string, boolean>()
  const hasOwnSeed = (serial: string): boolean => {
    const known = seeds.get(serial) ?? hasSeed(serial, host)
    seeds.set(serial, known)
    return known
  }
  const asking = valid().filter((plan) => {
    if (!plan.steps.some(({ input }) => 'SerialNumber' in input)) return false
    return asksForCode(plan, stepStates(plan, entries, host.now()), hasOwnSeed)
  })
  const [first] = asking
  if (!first) return []
  const what =
    asking.length === 1 ? `profile ${first.profile} needs` : `${asking.length} profiles need`
  return [
    {
      severity: 'note',
      message: `${what} an MFA code, and there is neither a terminal nor a display to prompt on`,
      hint: 'run this in a terminal first',
      command: `rolecall login ${shellWord(first.profile)}`,
      profiles: asking.map(({ profile }) => profile),
    },
  ]
}
