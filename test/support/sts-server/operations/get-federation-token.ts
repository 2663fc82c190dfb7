import { StsError } from '../errors.js'
import { checkInput, DURATION, durationOf, POLICY } from '../input.js'
import { identityOf } from '../model.js'
import { credentialsXml, type Operation } from '../operation.js'
import { checkTags, packedPolicySize } from '../policies.js'

const DEFAULT_SECONDS = 43_200

export const getFederationToken: Operation = {
  signed: true,
  run({ input, caller, issue }) {
    checkInput(input, {
      Name: { required: true, length: [2, 32], pattern: '[\\w+=,.@-]*' },
      [DURATION]: { range: [900, 129_600] },
      Policy: POLICY,
      PolicyArns: { members: 10 },
      Tags: { members: 50 },
    })
    if (caller.principal.kind !== 'user')
      throw new StsError('AccessDenied', 'Cannot call GetFederationToken with session credentials')
    checkTags(input, undefined)
    const packed = packedPolicySize(input)
    const { user } = caller.principal
    const seconds = durationOf(input, DEFAULT_SECONDS)
    const session = issue({ kind: 'federated', user, name: input.get('Name') ?? '' }, seconds)
    const { arn, userId } = identityOf(session.principal)
    return {
      Credentials: credentialsXml(session),
      FederatedUser: { FederatedUserId: userId, Arn: arn },
      PackedPolicySize: packed,
    }
  },
}
