import { StsError } from '../errors.js'
import { checkInput, DURATION, durationOf, POLICY, ROLE_ARN, SESSION_NAME } from '../input.js'
import { isSignedBy, readJwt, type Jwt } from '../jwt.js'
import { identityOf, partsOf, type Model, type OidcProvider } from '../model.js'
import { credentialsXml, type Operation } from '../operation.js'
import { packedPolicySize } from '../policies.js'

const DEFAULT_SECONDS = 3600

export const assumeRoleWithWebIdentity: Operation = {
  signed: false,
  run({ input, model, now, issue }) {
    checkInput(input, {
      RoleArn: ROLE_ARN,
      RoleSessionName: { required: true, ...SESSION_NAME },
      WebIdentityToken: { required: true, length: [4, 20_000] },
      ProviderId: { length: [4, 2048] },
      PolicyArns: { members: 10 },
      Policy: { ...POLICY, length: [1, 2048] },
      [DURATION]: { range: [900, 43_200] },
    })
    const roleArn = input.get('RoleArn') ?? ''
    const { provider, subject, audience } = identify(
      input.get('WebIdentityToken') ?? '',
      partsOf(roleArn).account,
      model,
      now,
    )
    const role = model.roles.find(({ arn }) => arn === roleArn)
    if (!role?.trusts.includes(provider.arn))
      throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
    const seconds = durationOf(input, DEFAULT_SECONDS)
    if (seconds > role.maxSessionDuration)
      throw new StsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    const packed = packedPolicySize(input)
    const sessionName = input.get('RoleSessionName') ?? ''
    const session = issue({ kind: 'role', role, sessionName, instance: false }, seconds)
    const { arn, userId } = identityOf(session.principal)
    return {
      SubjectFromWebIdentityToken: subject,
      Audience: audience,
      AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
      Credentials: credentialsXml(session),
      Provider: provider.arn,
      PackedPolicySize: packed,
    }
  },
}

interface WebIdentity {
  provider: OidcProvider
  subject: string
  audience: string
}

/**
 * Checks the signature, expiry and audience of an ID token.
 * @param account account of the role, which must have registered the issuer
 * @param now milliseconds since 1970
 * @throws StsError
 */
function identify(token: string, account: string, model: Model, now: number): WebIdentity {
  const jwt = readJwt(token)
  const { iss, sub, exp } = jwt?.claims ?? {}
  if (!jwt || typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number')
    throw invalid(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    )
  const provider = model.oidcProviders.find(
    (candidate) => candidate.issuer === iss && partsOf(candidate.arn).account === account,
  )
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${iss}`)
  if (!isSignedBy(jwt, provider.keys))
    throw invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
  if (exp * 1000 <= now)
    throw new StsError(
      'ExpiredTokenException',
      `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration date/time ${exp}`,
    )
  const audience = audiencesOf(jwt).find((name) => provider.audiences.includes(name))
  if (audience === undefined) throw invalid('Incorrect token audience')
  return { provider, subject: sub, audience }
}

function audiencesOf({ claims }: Jwt): string[] {
  return [claims['aud']].flat().filter((name) => typeof name === 'string')
}

function invalid(message: string): StsError {
  return new StsError('InvalidIdentityToken', message)
}
