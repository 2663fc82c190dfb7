import { isMap, isScalar, parseDocument, visit, type Scalar } from 'yaml'

const MASK = '****'

/** Keys whose values are names, which may contain any character. */
const NAME_KEYS = new Set([
  ...['name', 'current-context', 'cluster', 'user', 'namespace', 'as', 'as-uid'],
])

/** Further keys whose values are shown if they are harmless. All others are masked. */
const SHOWN_KEYS = new Set([
  ...['apiVersion', 'kind', 'interactiveMode', 'provideClusterInfo', 'server', 'tls-server-name'],
  ...['certificate-authority', 'client-certificate', 'client-key', 'insecure-skip-tls-verify'],
  ...['command', 'args'],
])

const SHOWN_VARIABLES =
  /^AWS_(PROFILE|DEFAULT_PROFILE|REGION|DEFAULT_REGION|STS_REGIONAL_ENDPOINTS)$/

/** A URL with a user, and perhaps a password. */
const URL_WITH_USER = /:\/\/[^/]*@/

/** Names, paths, ARNs and URLs without a user. */
const HARMLESS = /^[\w./:\\+=, ~-]{0,200}$/

/** A flag whose value is the next word, and a word that has its value behind a sign. */
const SECRET_FLAG = /^--?[\w-]*(secret|passw|token|key)[\w-]*$/i
const SECRET_INSIDE = /(secret|passw|token|key)[\w-]*=/i

/** A comment that may contain a value: with a separator, or a long word. */
const SUSPICIOUS_COMMENT = /(^|\s)#(?=.*([:=]|\S{24})).*$/gm

/**
 * A kubeconfig in which only what is known to be harmless can be read, because a diff of it may end
 * up in a log.
 * @param known words that are no secrets, such as the names of profiles
 */
export function maskedKubeconfig(text: string, known: ReadonlySet<string>): string {
  const ranges: [number, number, string][] = []
  visit(parseDocument(text), {
    Scalar(key, node, path) {
      if (key === 'key' || !node.range) return
      const parent = path.at(-1)
      const keys = path.flatMap((each) =>
        'key' in each && isScalar(each.key) ? [String(each.key.value)] : [],
      )
      const siblings = typeof key === 'number' ? (parent as { items?: unknown[] }).items : undefined
      const before = siblings?.[Number(key) - 1]
      const variable = isMap(path.at(-2))
        ? (path.at(-2) as { get: (k: string) => unknown }).get('name')
        : undefined
      if (isShown(node, { key: keys.at(-1), before: textOf(before), variable }, known)) return
      const [start, end] = node.range
      ranges.push([start, start + text.slice(start, end).trimEnd().length, MASK])
    },
  })
  const masked = ranges
    .sort(([one], [other]) => other - one)
    .reduce((all, [start, end, mask]) => all.slice(0, start) + mask + all.slice(end), text)
  return masked.replace(SUSPICIOUS_COMMENT, `$1# ${MASK}`)
}

interface Place {
  key: string | undefined
  /** The word before it in a list. */
  before: string
  /** The name of a variable, for its value. */
  variable: unknown
}

function isShown(
  node: Scalar,
  { key, before, variable }: Place,
  known: ReadonlySet<string>,
): boolean {
  const value = textOf(node)
  if (value === '' || typeof node.value === 'boolean') return true
  const isHarmless = HARMLESS.test(value) || known.has(value)
  if (key === 'value') return SHOWN_VARIABLES.test(String(variable)) && isHarmless
  if (SECRET_INSIDE.test(value) || SECRET_FLAG.test(before))
    return key === 'args' && known.has(value)
  if (NAME_KEYS.has(key ?? '')) return !URL_WITH_USER.test(value)
  return SHOWN_KEYS.has(key ?? '') && isHarmless
}

function textOf(node: unknown): string {
  if (!isScalar(node)) return ''
  return typeof node.value === 'string' ? node.value : (node.source ?? '')
}
