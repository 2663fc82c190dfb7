import { similarNames } from '../core/did-you-mean.js'
import type { AwsFiles } from './aws-files.js'
import { propertiesOf } from './properties.js'
import type { Layout } from './layout.js'
import { lineEnd, nextHeader, parseHeader, type AwsFileKind } from './section-header.js'
import type { TextEdit } from './text-edit.js'
import type { UnreadHeader } from './unread-headers.js'
import type { FileFault } from './file-fault.js'

const kindOf = (path: string, { config }: AwsFiles): AwsFileKind =>
  path === config.path ? 'config' : 'credentials'

/** `[profile dev`, `[profile a b]`. */
export function unread(header: UnreadHeader, files: AwsFiles, layout: Layout): FileFault {
  const { path, line, text } = header
  const kind = kindOf(path, files)
  const meant = meantHeader(text, kind)
  return {
    ...{ kind, path, line, isLost: true },
    problem: `${shown(text)} is not a section header, so the keys below it are ignored`,
    remedy: meant === undefined ? 'write it as [profile NAME]' : `write ${shown(meant)}`,
    ...(meant === undefined
      ? {}
      : { edit: replaceHeader(files[kind].text, layout.startOf(kind, line), text, meant) }),
  }
}

const SAFE_NAME = String.raw`[\w.@/%+:-]+`

function meantHeader(text: string, kind: AwsFileKind): string | undefined {
  const name =
    kind === 'config' ? `(?:profile|sso-session|services)[ \\t]+${SAFE_NAME}|default` : SAFE_NAME
  if (new RegExp(`^\\[(?:${name})$`).test(text)) return `${text}]`
  const [, start, blanks] = /^(\[profile )(\w[\w.@/%+: -]* [\w.@/%+:-]+)\]$/.exec(text) ?? []
  return start === undefined ? undefined : `${start}"${blanks}"]`
}

/** `[ default ]`. */
export function padded(header: UnreadHeader, files: AwsFiles, layout: Layout): FileFault {
  const { path, line, text } = header
  const kind = kindOf(path, files)
  const [whole = '', inner = ''] = /^\[([^\]]*)\]/.exec(text) ?? []
  const meant = `[${inner.trim()}]`
  return {
    ...{ kind, path, line, isLost: false },
    problem: `botocore and JavaScript ignore ${shown(whole)}`,
    remedy: 'remove the spaces inside the brackets',
    edit: replaceHeader(files[kind].text, layout.startOf(kind, line), whole, meant),
  }
}

function replaceHeader(text: string, start: number, from: string, to: string): TextEdit {
  return { at: text.indexOf(from, start), remove: from.length, insert: to }
}

/** Keys that only a profile has. A section without any of them belongs to another program. */
const OF_PROFILE =
  /^(rolecall_)?(role_arn|source_profile|mfa_serial|credential_(process|source)|aws_(access_key_id|secret_access_key)|sso_(session|account_id|role_name|start_url)|region)$/

/** `[dev]` in the config file, `[profile dev]` in the credentials file. */
export function misplacedHeaders(
  { config, credentials }: AwsFiles,
  kind: AwsFileKind,
): FileFault[] {
  const { path, text } = kind === 'config' ? config : credentials
  const found: FileFault[] = []
  const wrong = kind === 'config' ? /^\[([\w.@/%+: -]+)\]/ : /^\[profile ([\w.@/%+:-]+)\]/
  let line = 1
  let counted = 0
  for (let start = nextHeader(text, '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const next = nextHeader(text, '[', body)
    const header = text.slice(start, body).trim()
    const name = wrong.exec(header)?.[1]
    if (name !== undefined && (kind === 'credentials' || !parseHeader(text, start, body, kind))) {
      const end = next === -1 ? text.length : next
      const section = { type: 'profile' as const, name, prefixed: true, start, body, end }
      const isMeant = propertiesOf(text, section).some(({ key }) => OF_PROFILE.test(key))
      const meant = kind === 'config' ? `[${withWord(name)}]` : `[${name}]`
      line += text.slice(counted, start).split('\n').length - 1
      counted = start
      if (isMeant && !/^(profile|sso-session|services)\b/.test(name)) {
        found.push({
          ...{ kind, path, line, isLost: true },
          problem: `[${name}] is not the header of a profile in this file, so the keys below it are ignored`,
          remedy: `write ${meant}`,
        })
      }
    }
    start = next
  }
  return found
}

/** The inside of a header of the config file: `dev` and `profle dev` become `profile dev`. */
function withWord(name: string): string {
  const [, first = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(name) ?? []
  const [word] = similarNames(first, ['profile', 'sso-session', 'services'])
  return word === undefined ? `profile ${/\s/.test(name) ? `"${name}"` : name}` : `${word} ${rest}`
}

const shown = (text: string): string => text.slice(0, 80)
