import type { SamlAssertion } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { SamlSource } from '../../core/source/sign-ins.js'
import { readNamed } from '../../system/files/read-named.js'
import { runShell } from '../../system/process/run-shell.js'
import { readStdin } from '../../system/terminal/stdin.js'
import type { OpenContext } from '../open-context.js'
import { SIGN_IN_TIMEOUT_SECONDS } from './traits.js'

/** More than any assertion that STS accepts, and little enough to hold in memory. */
const MAX_STDIN_BYTES = 256 * 1024
/** The command may prompt the user. */
const COMMAND_TIMEOUT_MS = 120_000

/** The part of {@link OpenContext} that reading an assertion needs. */
export type SamlContext = Pick<
  OpenContext,
  'login' | 'host' | 'samlAssertion' | 'mayPrompt' | 'chain' | 'notify'
>

/**
 * The assertion that a plan starts from: the one that the user passed, or else what the profile's
 * command prints, its file contains, or a sign-in in the browser returns.
 * @throws RolecallError that never quotes the assertion
 */
export async function openSaml(source: SamlSource, context: SamlContext): Promise<SamlAssertion> {
  const { readAssertion } = await import('../../signin/saml/assertion.js')
  return readAssertion(await assertionText(source, context))
}

async function assertionText(source: SamlSource, context: SamlContext): Promise<string> {
  const { login, host, samlAssertion, mayPrompt, chain, notify } = context
  if (samlAssertion === '-') return readStdin(host, MAX_STDIN_BYTES, 'the SAML response', notify)
  if (samlAssertion !== undefined) return readNamed(samlAssertion, '--saml-assertion')
  if (source.file !== undefined) return readNamed(source.file, 'rolecall_saml_assertion_file')
  if (source.command !== undefined) {
    const limits = { timeoutMs: COMMAND_TIMEOUT_MS, chain, mayPrompt }
    return runShell(source.command, host, { role: 'saml_assertion_process', ...limits })
  }
  if (source.url === undefined) {
    const what = `${source.profile} has no source of SAML assertions`
    throw new RolecallError('interaction', `${what}: pass one with --saml-assertion`, {
      reason: 'cannot-ask',
      hint: `${login} --saml-assertion FILE, or - to read it from stdin or to paste it`,
    })
  }
  if (!mayPrompt) {
    throw new RolecallError('interaction', `${source.profile} needs a sign-in in the browser`, {
      reason: 'cannot-ask',
      hint: `run this first: ${login}`,
    })
  }
  const { captureSamlInBrowser } = await import('../../signin/saml/browser-sign-in.js')
  return captureSamlInBrowser(
    { url: source.url, timeoutSeconds: SIGN_IN_TIMEOUT_SECONDS, notify },
    host,
  )
}
