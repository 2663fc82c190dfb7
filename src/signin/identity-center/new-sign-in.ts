import { isRolecallError } from '../../core/errors.js'
import { signInWithBrowser } from './browser-flow.js'
import { signInWithDevice } from './device-flow.js'
import { purposeOf, registerClient, type Client, type Issued } from './token-service.js'
import { isRegisteredFor, type SsoToken } from './token.js'
import type { SignInTarget, FoundSignIn, SignInPorts } from './sign-in-ports.js'

/**
 * Lets the user sign in, in a browser here or with a code on another device.
 * @param all the sign-ins that are there: a client that is registered already is used again
 * @throws RolecallError 'interaction' without a user, or at the time limit
 */
export async function signIn(
  target: SignInTarget,
  ports: SignInPorts,
  all: readonly FoundSignIn[],
): Promise<SsoToken> {
  ports.requireUser()
  const { startUrl, region, scopes, flow } = target
  const entry = await target.entry()
  const { service } = entry
  const registration = { flow, startUrl: entry.startUrl, scopes }
  const purpose = purposeOf(registration)
  const earlier = all.find(({ token }) => isRegisteredFor(token, purpose, ports.now()))
  let client = earlier ? clientOf(earlier.token) : await registerClient(service, registration)
  let issued: Issued
  try {
    issued = await askUser({ ...target, ...entry }, client, ports)
  } catch (error) {
    // An administrator may have removed the client.
    if (!earlier || !isRolecallError(error) || !/invalid_client/.test(error.message)) throw error
    client = await registerClient(service, registration)
    issued = await askUser({ ...target, ...entry }, client, ports)
  }
  const token = { startUrl, region, ...client, ...issued }
  await ports.save(token, undefined)
  return token
}

function askUser(target: SignInTarget, client: Client, ports: SignInPorts): Promise<Issued> {
  const { service, startUrl, scopes, flow } = target
  const common = { service, client, startUrl, ...ports }
  return flow === 'device' ? signInWithDevice(common) : signInWithBrowser({ ...common, scopes })
}

function clientOf(token: SsoToken): Client {
  const { clientId = '', clientSecret = '', registrationExpiresAt = '', registeredFor = '' } = token
  return { clientId, clientSecret, registrationExpiresAt, registeredFor }
}
