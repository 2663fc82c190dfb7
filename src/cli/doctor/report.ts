import { isRolecallError } from '../../core/errors.js'
import { envVar } from '../../core/env.js'
import { VERSION } from '../../core/version.js'
import { unlessRefused } from '../../core/errors.js'
import { SECRET_KIND_NAMES } from '../../secrets/kinds.js'
import { indexedKeys } from '../../secrets/secret-index.js'
import { hasDisplay } from '../../store/open.js'
import { machine } from '../../system/machine.js'
import { ownFiles } from '../../system/process/own-files.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { storeName } from './checks/stores.js'
import { hasProxy } from './checks/network.js'
import type { NamedFinding } from './examine.js'
import type { Examined } from './examined.js'

/** Variables whose names a report lists if they are set. None of them shows whose machine it is. */
const VARIABLES: readonly string[] = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'],
  ...['AWS_DEFAULT_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE'],
  ...['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'AWS_ROLE_ARN'],
  ...['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_VAULT'],
  ...['ROLECALL_STORE', 'ROLECALL_PROFILE', 'ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE'],
  ...['ROLECALL_PASSPHRASE_FILE', 'ROLECALL_SHELL', 'DBUS_SESSION_BUS_ADDRESS', 'NODE_OPTIONS'],
  ...['SSH_CONNECTION', 'CI', 'GITHUB_ACTIONS', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME'],
]

/**
 * A block of Markdown for a bug report. It is made of numbers and of words from a list in this
 * program, so that it contains nothing private: no name of a profile, user or host, and no path,
 * account, ARN or key. Messages of findings may contain any of these, so they are left out.
 */
export function report(examined: Examined, findings: readonly NamedFinding[]): string {
  const { host } = examined
  const { node, system, isContainer, isWsl } = machine()
  const isSet = VARIABLES.filter((name) => envVar(host.env, name) !== undefined)
  const rows: (readonly [string, string])[] = [
    [
      'rolecall',
      `${VERSION}${unlessRefused(() => ownFiles().launcher) === undefined ? '' : ', with launcher'}`,
    ],
    ['Node', node],
    [
      'system',
      [system, isContainer && 'in a container', isWsl && 'in WSL'].filter(Boolean).join(', '),
    ],
    [
      'session',
      `${openTerminal(host) ? 'a terminal' : 'no terminal'}, ${hasDisplay(host) ? 'a display' : 'no display'}, shell ${shellName(host.env)}`,
    ],
    ['network', hasProxy(examined) ? 'through a proxy' : 'without a proxy'],
    ['store', storeOf(examined)],
    ['stored', storedIn(examined)],
    ['files', filesOf(examined)],
    ['sources', sourcesOf(examined)],
    ['variables set', isSet.join(', ') || 'none of those that matter'],
    ['findings', tally(findings.map(({ check, severity }) => `${check} (${severity})`))],
  ]
  return `\`\`\`\n${rows.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}\n`).join('')}\`\`\`\n`
}

const SHELLS = ['bash', 'zsh', 'fish', 'sh', 'dash', 'ksh', 'pwsh', 'nu', 'tcsh']

function shellName({ SHELL = '' }: Examined['host']['env']): string {
  const name = SHELL.slice(SHELL.lastIndexOf('/') + 1)
  return SHELLS.includes(name) ? name : 'unknown'
}

function storeOf(examined: Examined): string {
  return unlessRefused(() => storeName(examined)) ?? 'unknown'
}

function storedIn({ host }: Examined): string {
  const counts = SECRET_KIND_NAMES.flatMap((kind) => {
    const count = unlessRefused(() => indexedKeys(kind, host.paths.state))?.length ?? 0
    return count === 0 ? [] : [`${kind} x ${count}`]
  })
  return counts.join(', ') || 'nothing'
}

function filesOf({ files }: Examined): string {
  const { config, credentials } = files()
  const describe = (name: string, text: string): string => {
    const traits = [
      `${text.length} characters`,
      text.includes('\r\n') && 'CRLF',
      text.startsWith('\uFEFF') && 'byte order mark',
    ]
    return `${name} ${text === '' ? 'missing or empty' : traits.filter(Boolean).join(' ')}`
  }
  return [describe('config', config.text), describe('credentials', credentials.text)].join(', ')
}

function sourcesOf({ plans }: Examined): string {
  const all = [...plans().values()]
  return tally(
    all.map((plan) => {
      if (isRolecallError(plan)) return 'not usable'
      if (plan.fallback) return 'settings only'
      const steps = plan.steps.map(({ operation }) => operation).join(' > ')
      return steps === '' ? plan.source.kind : `${plan.source.kind} > ${steps}`
    }),
  )
}

/** `a x 2, b x 1`, in the order of the first occurrence. */
function tally(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => `${text} x ${count}`).join(', ') || 'none'
}
