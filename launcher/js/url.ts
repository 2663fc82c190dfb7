import { unsure } from './unsure.js'

/**
 * Node's URL for plain addresses: lower case, a name or an IPv4 address, without query and
 * fragment, and with a user of plain characters only. The rules for all others fill a standard, so
 * they are left to the program.
 */
export class URL {
  readonly protocol: string
  readonly hostname: string
  /** '' for the scheme's own. */
  readonly port: string
  readonly host: string
  readonly origin: string
  readonly pathname: string
  /** Percent-encoded. */
  readonly username: string
  readonly password: string
  readonly search = ''
  readonly hash = ''

  constructor(text: string) {
    const parts = plainParts(text) ?? unsure('an unusual URL')
    const [, scheme = '', user = '', password = '', hostname = '', port = '', path = ''] = parts
    this.protocol = `${scheme}:`
    this.username = user
    this.password = password
    this.hostname = hostname
    const isDefault = port === '' || Number(port) === (scheme === 'https' ? 443 : 80)
    this.port = isDefault ? '' : String(Number(port))
    this.host = isDefault ? hostname : `${hostname}:${this.port}`
    this.origin = `${scheme}://${this.host}`
    this.pathname = path || '/'
  }

  get href(): string {
    const password = this.password && `:${this.password}`
    const user = this.username + password && `${this.username}${password}@`
    return `${this.protocol}//${user}${this.host}${this.pathname}`
  }

  toString(): string {
    return this.href
  }

  static canParse(text: string): boolean {
    return isPlainUrl(text) || unsure('an unusual URL')
  }
}

/** Whether {@link URL} knows this address; it leaves all others to the program. */
export const isPlainUrl = (text: string): boolean => plainParts(text) !== undefined

/** The parts in the order of {@link PARTS}. @returns undefined for a URL that is not plain */
function plainParts(text: string): RegExpExecArray | undefined {
  const parts = PARTS.exec(text)
  if (!parts) return undefined
  const [user = '', password = '', hostname = '', port = '', path = ''] = parts.slice(2)
  const labels = hostname.split('.')
  const isAddress = /^\d/.test(labels.at(-1) ?? '')
  const isPlainHost = isAddress ? isIpv4(labels) : labels.every((label) => LABEL.test(label))
  const isPlainPath = !/(^|\/)\.{1,2}(\/|$)/.test(path)
  const isPlain = isPlainHost && isPlainPath && WORD.test(user) && WORD.test(password)
  return isPlain && Number(port) <= 65_535 ? parts : undefined
}

const isIpv4 = (labels: readonly string[]): boolean =>
  labels.length === 4 && labels.every((label) => BYTE.test(label) && Number(label) <= 255)

// Literals, which are compiled when the launcher is built.
const PARTS = /^(https?):\/\/(?:([^/:@]*)(?::([^/:@]+))?@)?([^/:@]+)(?::(\d{1,5}))?(\/[\w./-]*)?$/
const LABEL = /^(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?$/
/** What the standard leaves as it is. */
const WORD = /^(?:[\w.~!$&()*+,-]|%[\da-fA-F]{2})*$/
/** Without leading zeros, which mean an octal number. */
const BYTE = /^(?:0|[1-9]\d{0,2})$/

/** Of plain words only, for the same reason. */
export class URLSearchParams {
  readonly #pairs: [name: string, value: string][]

  constructor(text: string) {
    if (text !== '' && !/^[\w.@-]+=[\w.@-]*(&[\w.@-]+=[\w.@-]*)*$/.test(text)) {
      unsure('an unusual query')
    }
    const parts = text === '' ? [] : text.split('&')
    this.#pairs = parts.map((part) => part.split('=') as [string, string])
  }

  has(name: string): boolean {
    return this.#pairs.some(([each]) => each === name)
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.#pairs[Symbol.iterator]()
  }
}
