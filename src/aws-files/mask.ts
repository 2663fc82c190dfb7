import { parseRolecallCommand } from './adopt/recognize-process-command.js'
import { INHERITED_MARK, MARKS } from './adopt/section.js'
import { KEY_PREFIX } from './profile.js'

/*
 * What of an AWS file may be shown
 *
 * A diff goes to a terminal, a log of CI or a chat. So a line is shown only if its key is listed
 * here and its value has the form that the key demands: a secret that was pasted after `region` is
 * masked too. Everything else is masked: unknown keys, comments, continuation lines, and commands,
 * which may contain a token or the seed of an MFA device.
 */

const MASK = '****'

const ARN = /^arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:\d{0,12}:[\w+=,.@:/-]{1,600}$/
const NAME = /^[\p{L}\p{N}_+=,.@:/ -]{1,64}$/u
const REGION = /^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/
const DURATION = /^\d{1,6}\s?[a-z]{0,7}$/i
const FLAG = /^(true|false)$/i
const WORD = /^[a-z0-9_-]{1,24}$/i

/** Without a user name and a query, which may carry a secret. */
const URL_ADDRESS = /^https?:\/\/[\w.[\]:-]{1,255}(\/[\w./#-]{0,100})?$/

/** Path of a file. A path names a secret, it does not contain one. */
const PATH = /^(~|\/|[A-Za-z]:\\)[\w ./\\~-]*$/

/** Keys whose values are not secrets, each with the form of its values. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  role_arn: ARN,
  source_profile: NAME,
  include_profile: NAME,
  credential_source: WORD,
  role_session_name: NAME,
  duration_seconds: DURATION,
  mfa_serial: /^(arn:[\w+=,.@:/-]{1,600}|[A-Z]{2,8}\d{6,12})$/,
  mfa_session_duration: DURATION,
  mfa: /^(keychain|yubikey|(yubikey|1password|bitwarden|pass|keepassxc):[\w ./:@~+-]{1,200})$/,
  region: REGION,
  output: WORD,
  sso_session: NAME,
  sso_start_url: URL_ADDRESS,
  sso_region: REGION,
  sso_account_id: /^\d{12}$/,
  sso_role_name: NAME,
  sso_registration_scopes: /^[a-z:, ]{1,200}$/,
  sso_use_device_code: FLAG,
  populated_from: /^(https:\/\/)?[\w.:/#@+-]{1,120}$/,
  login_session: ARN,
  aws_account_id: /^\d{12}$/,
  web_identity_token_file: PATH,
  ca_bundle: PATH,
  endpoint_url: URL_ADDRESS,
  services: NAME,
  use_fips_endpoint: FLAG,
  use_dualstack_endpoint: FLAG,
  ignore_configured_endpoint_urls: FLAG,
  sts_regional_endpoints: WORD,
  cli_auto_prompt: WORD,
  retry_mode: WORD,
  max_attempts: /^\d{1,3}$/,
  defaults_mode: WORD,
  long_term_keys: FLAG,
  oidc_issuer: URL_ADDRESS,
  oidc_flow: WORD,
  oidc_redirect_uri: URL_ADDRESS,
  oidc_timeout: DURATION,
  saml_url: URL_ADDRESS,
  saml_assertion_file: PATH,
  saml_provider_arn: ARN,
  cognito_pool: /^[a-z0-9-]{1,20}:[0-9a-f-]{36}$/,
  cognito_flow: WORD,
  trust_anchor_arn: ARN,
  profile_arn: ARN,
  x509_certificate: PATH,
  x509_chain: PATH,
  x509_key: PATH,
}

/** Unknown keys that are shown, such as `aws_secret_access_key`: plain words, unlike secrets. */
const KEY_OF_WORDS = /^(aws|[a-z]{2,20})(_[a-z]{1,20}){1,7}$/

/**
 * Masks what a line of an AWS file may keep secret. A line that has no known form is masked whole:
 * it may be a part of the value above it.
 * @param line without its line break
 * @returns the line itself if it is harmless
 */
export function maskedLine(line: string): string {
  const content = line.trim()
  if (content === '' || [...MARKS, INHERITED_MARK].includes(content)) return line
  const indentation = line.slice(0, line.indexOf(content))
  const comment = /(^|\s)[#;].*$/s.exec(content)
  const bare = (comment ? content.slice(0, comment.index) : content).trimEnd()
  const shown = [shownContent(bare), comment ? `${comment[0].trim().charAt(0)} ${MASK}` : '']
  if (!comment && shown[0] === bare) return line
  return indentation + shown.filter(Boolean).join(' ')
}

/** @param content without blanks around it, and without a comment */
function shownContent(content: string): string {
  const header = /^\[[^\]=]{1,200}\]/.exec(content)?.[0]
  if (header !== undefined) return header === content ? content : `${header} ${MASK}`
  if (content === '') return ''
  const [start = '', key = ''] = /^([\w.-]+)\s*[=:]\s*/.exec(content) ?? []
  const name = withoutPrefix(key.toLowerCase())
  if (!Object.hasOwn(HARMLESS, name) && !KEY_OF_WORDS.test(name)) return MASK
  const value = content.slice(start.length)
  return value === '' || isHarmless(name, value) ? content : start + MASK
}

function withoutPrefix(key: string): string {
  return key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : key
}

function isHarmless(name: string, value: string): boolean {
  if (name === 'credential_process') return isOwnCommand(value)
  return Object.hasOwn(HARMLESS, name) && HARMLESS[name]?.test(value) === true
}

/** The command that `adopt` writes: rolecall, then `process --profile NAME` and nothing else. */
function isOwnCommand(command: string): boolean {
  const { program, args } = parseRolecallCommand(command) ?? { program: [], args: [] }
  const [verb, flag] = args
  const isOrder = args.length === 3 && verb === 'process' && flag === '--profile'
  return isOrder && program.length <= 2 && !/[=&|;`$<>]/.test(command)
}
