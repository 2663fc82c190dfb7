import type { SamlAssertion } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { SamlSource } from '../../core/source.js'
import { shellWord } from '../../core/shell-word.js'
import { readText } from '../../system/files/read-file.js'
import type { Host } from '../../system/host.js'
import { runShellCommand } from '../../system/process/run-shell.js'
import { readStdin } from '../../system/terminal/stdin.js'
import { SIGN_IN_LIMIT_SECONDS } from '../../mfa/timeouts.js'

/** Bytes of standard input: more than any assertion that STS takes, and little enough to hold. */
const MOST_BYTES = 256 * 1024
/** Milliseconds for the command: it may be asking a person. */
const PROCESS_LIMIT = 120_000

export interface SamlContext {
  host: Host
  /** `--saml-assertion`: a file, or `-` for stdin; in the place of what the profile says. */
  given?: string | undefined
  /** Whether a person may be asked, by a window too. */
  mayPrompt: boolean
  /** Profiles and locks on the way, for the recursion guard. */
  chain: readonly string[]
  notify(message: string): void
}

/**
 * The assertion that a plan starts from: what was given by hand, or else what the profile's command
 * prints, its file holds, or a sign-in with the browser yields.
 * @throws RolecallError that never quotes the assertion
 */
export async function openSaml(source: SamlSource, context: SamlContext): Promise<SamlAssertion> {
  const { readAssertion } = await import('../../signin/saml/assertion.js')
  return readAssertion(await assertionText(source, context))
}

async function assertionText(source: SamlSource, context: SamlContext): Promise<string> {
  const { host, given, mayPrompt, chain, notify } = context
  if (given === '-') return readStdin(host, MOST_BYTES, 'the SAML response', notify)
  const file = given ?? source.file
  if (file !== undefined) return readText(file)
  if (source.command !== undefined) {
    const limits = { limitMs: PROCESS_LIMIT, chain, mayPrompt }
    return runShellCommand(source.command, host, { role: 'saml_assertion_process', ...limits })
  }
  const first = `rolecall login ${shellWord(source.profile)}`
  if (source.url === undefined) {
    throw new RolecallError('interaction', `${source.profile} takes its SAML assertion by hand`, {
      reason: 'cannot-ask',
      hint: `${first} --saml-assertion FILE, or - to read it from stdin or paste it`,
    })
  }
  if (!mayPrompt) {
    throw new RolecallError('interaction', `${source.profile} needs a sign-in with the browser`, {
      reason: 'cannot-ask',
      hint: `run this first: ${first}`,
    })
  }
  const { captureSamlInBrowser } = await import('../../signin/saml/browser-sign-in.js')
  return captureSamlInBrowser(
    { url: source.url, limitSeconds: SIGN_IN_LIMIT_SECONDS, notify },
    host,
  )
}
