import type { SamlAssertion } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { SamlSource } from '../core/source.js'
import { shellWord } from '../core/shell-word.js'
import { readText } from '../host/files.js'
import type { Host } from '../host/host.js'
import { readPaste } from '../host/paste.js'
import { readStreamStart } from '../host/read-start.js'
import { runShellCommand } from '../host/shell-command.js'
import { SIGN_IN_LIMIT } from './patience.js'

/** Bytes: more than any assertion that STS takes, and little enough to hold. */
const MOST_BYTES = 256 * 1024
/** Milliseconds for the command: it may be asking a person. */
const PROCESS_LIMIT = 120_000
export interface SamlContext {
  host: Host
  /** `--saml-assertion`: a file, or `-` for stdin; in the place of what the profile says. */
  given?: string | undefined
  /** Whether a person may be asked, by a window too. */
  input: boolean
  /** Profiles and locks on the way, for the recursion guard. */
  chain: readonly string[]
  say(message: string): void
}

/**
 * The assertion that a plan starts from: what was given by hand, or else what the profile's command
 * prints, its file holds, or a sign-in with the browser yields.
 * @throws RolecallError that never quotes the assertion
 */
export async function openSaml(source: SamlSource, context: SamlContext): Promise<SamlAssertion> {
  const { readAssertion } = await import('../saml/assertion.js')
  return readAssertion(await assertionText(source, context))
}

async function assertionText(source: SamlSource, context: SamlContext): Promise<string> {
  const { host, given, input, chain, say } = context
  if (given === '-') return readGiven(host, say)
  const file = given ?? source.file
  if (file !== undefined) return readText(file)
  if (source.command !== undefined) {
    const limits = { limitMs: PROCESS_LIMIT, chain, input }
    return runShellCommand(source.command, host, { role: 'saml_assertion_process', ...limits })
  }
  const first = `rolecall login ${shellWord(source.profile)}`
  if (source.url === undefined) {
    throw new RolecallError('interaction', `${source.profile} takes its SAML assertion by hand`, {
      reason: 'cannot-ask',
      hint: `${first} --saml-assertion FILE, or - to read it from stdin or paste it`,
    })
  }
  if (!input) {
    throw new RolecallError('interaction', `${source.profile} needs a sign-in with the browser`, {
      reason: 'cannot-ask',
      hint: `run this first: ${first}`,
    })
  }
  const { signInWithBrowser } = await import('../saml/browser-sign-in.js')
  return signInWithBrowser({ url: source.url, limit: SIGN_IN_LIMIT, say }, host)
}

function readGiven({ streams: { stdin } }: Host, say: (message: string) => void): Promise<string> {
  if (!stdin.isTTY) return readStreamStart(stdin, MOST_BYTES)
  return readPaste(stdin, () => {
    say('paste the SAML response (it stays invisible), then press Enter')
  })
}
