import { readProfile } from '../../../aws-files/profile.js'
import { isoSeconds, type Credentials } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { withTimeout } from '../../../core/time/with-timeout.js'
import { withoutOwnSettings } from '../../../emit/record.js'
import { recorded } from '../../../history/record.js'
import { fetchFor } from '../../../net/fetch.js'
import { insecureEndpointNotes, insecureUrlNotes } from '../../../plan/insecure-endpoint.js'
import { factsOfPlan, factsOfSession } from '../../../session/history-facts.js'
import { loginUrl, signInToken, signOutUrl } from '../../../signin/console/federation.js'
import { signInOrigin, signOutOrigin } from '../../../signin/aws-hosts.js'
import { consoleUrl } from '../../../signin/console/services.js'
import { handOver } from '../../../signin/loopback/hand-over.js'
import { customEndpoint } from '../../../sources/endpoints.js'
import { browserFor } from '../../../system/desktop/console-browser.js'
import { readText } from '../../../system/files/read-file.js'
import type { Host } from '../../../system/host.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { namedOrPicked } from '../../chosen-profile.js'
import { environmentPlan } from '../../environment-plan.js'
import { namedProfile, planRequest } from '../../parse-options.js'
import { typedCommand } from '../../typed-command.js'
import { parseEnvironment } from '../../../sources/environment/parse.js'
import { consoleCredentials } from './credentials.js'
import { regionOfCredentials } from '../../target-of.js'
import { containerFor } from './container.js'
import type { consoleSpec } from './spec.js'

/** A browser that has not asked for the page by then has failed. */
const BROWSER_TIMEOUT_MS = 60_000

/**
 * Opens the console. What can be refused without AWS is refused first: the page, the browser. The
 * secret URL reaches the browser by a redirect of a loopback server, never by a command line.
 */
export const run: Run<typeof consoleSpec> = async ({ args, options }, context) => {
  const { host } = context
  const named = namedProfile(args, options)
  // A key in the environment needs no profile.
  const profile = parseEnvironment(host.env) ? named : await namedOrPicked(named, context)
  const request = planRequest(options, profile, readText)
  const { service, path } = options
  if (options.qr && !options.print) {
    throw new RolecallError('usage', '--qr shows a URL that is printed', {
      hint: `add --print: ${typedCommand(host, '--print', true)}`,
    })
  }
  const makePlan = (wanted: typeof request): Plan =>
    isNamed(request)
      ? context.planFor(wanted)
      : environmentPlan((overrides) => context.planFor(wanted, overrides), host.env)
  const early = makePlan({
    ...request,
    duration: undefined,
    policy: undefined,
    policyArns: undefined,
  })
  const page = (region: string): string => consoleUrl({ region, service, path })
  page(regionOf(early))
  const { browser, container, private: isPrivate = false } = options
  const place = container ? { container: containerFor(early, host) } : {}
  const open = options.print ? undefined : browserFor({ browser, isPrivate, ...place }, host)
  if (!options.print && !open) throw noBrowserError(host)

  const { plan, credentials, seconds } = await consoleCredentials(request, makePlan, context)
  ;[...plan.notes, ...insecureEndpointNotes(plan)].forEach(context.notify)
  const region = regionOfCredentials(regionOf(plan), credentials)
  const origin = endpointOf(plan, context) ?? signInOrigin(region)
  const fetch = fetchFor(plan, host)
  const token = await recorded(
    context.record,
    { ...factsOfPlan(plan, plan.target), ...factsOfSession(credentials), operation: SIGN_IN },
    () => context.busy(signInToken({ origin, credentials, seconds }, fetch)),
    () => ({ expires: endOfConsole(credentials, seconds, host.now().at) }),
  )
  const login = loginUrl(origin, page(region), token)
  const signOut = endpointOf(plan, context) ?? signOutOrigin(region)
  const url = options.signOut ? signOutUrl(signOut, login) : login
  if (!open) context.print(`${url}\n`)
  else await openPage(url, open, context)
  if (options.qr) {
    const { showUrlAsQr } = await import('./show-url-as-qr.js')
    showUrlAsQr(url, context)
  }
  return 0
}

/** As CloudTrail calls the request for a sign-in token. */
const SIGN_IN = 'GetSigninToken'

function endOfConsole(
  { expiration }: Credentials,
  seconds: number | undefined,
  now: number,
): string | undefined {
  return seconds === undefined ? expiration : isoSeconds(now + seconds * 1000)
}

const isNamed = ({
  profile,
  roleArn,
  sourceProfile,
  samlAssertion,
}: ReturnType<typeof planRequest>): boolean =>
  [profile, roleArn, sourceProfile].some((value) => value !== undefined) || samlAssertion === true

const regionOf = ({ region, target }: Plan): string => region ?? target.region

/** AWS_ENDPOINT_URL_SIGNIN and its kin, for a test or a gateway. */
function endpointOf(
  { settings }: Plan,
  { files, host, notify }: CommandContext,
): string | undefined {
  const profile = settings === undefined ? undefined : readProfile(files(), settings)
  const inputs = { files: files(), env: withoutOwnSettings(host.env) }
  const endpoint = customEndpoint('signin', profile, inputs)
  insecureUrlNotes([endpoint]).forEach(notify)
  return endpoint?.replace(/\/$/, '')
}

async function openPage(
  url: string,
  open: (url: string) => Promise<boolean>,
  { host, notify }: CommandContext,
): Promise<void> {
  const server = await handOver(url)
  try {
    if (!(await open(server.address))) throw noBrowserError(host)
    await withTimeout(server.taken, BROWSER_TIMEOUT_MS, () => silentBrowserError(host))
    notify('the console is open in the browser')
  } finally {
    await server.close()
  }
}

const noBrowserError = (host: Host): RolecallError =>
  new RolecallError('interaction', 'there is no browser to open', {
    reason: 'cannot-ask',
    hint: printHint(host),
  })

const silentBrowserError = (host: Host): RolecallError =>
  new RolecallError(
    'interaction',
    `the browser did not open the page within ${BROWSER_TIMEOUT_MS / 1000} s`,
    { hint: printHint(host) },
  )

const printHint = (host: Host): string =>
  `open the URL that this prints in any browser within 15 minutes: ${typedCommand(host, '--print', true)}`
