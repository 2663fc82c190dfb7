import { StsError } from '../errors.js'
import { checkInput, DURATION, durationOf, POLICY, ROLE_ARN } from '../input.js'
import { identityOf } from '../model.js'
import { credentialsXml, type Operation } from '../operation.js'
import { packedPolicySize } from '../policies.js'
import { checkAssertion } from '../saml.js'

const DEFAULT_SECONDS = 3600

export const assumeRoleWithSaml: Operation = {
  signed: false,
  run({ input, model, now, issue }) {
    checkInput(input, {
      RoleArn: ROLE_ARN,
      PrincipalArn: { required: true, length: [20, 2048] },
      SAMLAssertion: { required: true, length: [4, 100_000] },
      PolicyArns: { members: 10 },
      Policy: { ...POLICY, length: [1, 2048] },
      [DURATION]: { range: [900, 43_200] },
    })
    const [roleArn = '', principalArn = ''] = [input.get('RoleArn'), input.get('PrincipalArn')]
    const provider = model.samlProviders.find(({ arn }) => arn === principalArn)
    if (!provider) throw new StsError('InvalidIdentityToken', "Specified provider doesn't exist")
    const claims = checkAssertion(input.get('SAMLAssertion') ?? '', provider, now)
    const role = model.roles.find(({ arn }) => arn === roleArn)
    const isListed = claims.roles.some(
      (pair) => pair.includes(roleArn) && pair.includes(principalArn),
    )
    if (!isListed || !role?.trusts.includes(principalArn))
      throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML')
    const seconds = durationOf(input, DEFAULT_SECONDS)
    if (seconds > role.maxSessionDuration)
      throw new StsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    const packed = packedPolicySize(input)
    const { sessionName, subject, recipient, issuer } = claims
    const session = issue({ kind: 'role', role, sessionName, instance: false }, seconds)
    const { arn, userId } = identityOf(session.principal)
    return {
      Issuer: issuer,
      AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
      Credentials: credentialsXml(session),
      Subject: subject,
      SubjectType: 'unspecified',
      Audience: recipient,
      PackedPolicySize: packed,
    }
  },
}
