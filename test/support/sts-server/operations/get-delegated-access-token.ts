import { notAuthorized, StsError } from '../errors.js'
import { checkInput } from '../input.js'
import { identityOf } from '../model.js'
import { credentialsXml, type Operation } from '../operation.js'

const SECONDS = 3600

export const getDelegatedAccessToken: Operation = {
  signed: true,
  run({ input, caller, model, now, issue }) {
    checkInput(input, { TradeInToken: { required: true, length: [1, Infinity] } })
    const found = model.tradeInTokens.find(({ token }) => token === input.get('TradeInToken'))
    const role = model.roles.find(({ arn }) => arn === found?.roleArn)
    if (!found || !role)
      throw notAuthorized(identityOf(caller.principal).arn, 'GetDelegatedAccessToken')
    if (found.expiration <= now)
      throw new StsError('ExpiredTradeInTokenException', 'The trade-in token has expired')
    const session = issue(
      { kind: 'role', role, sessionName: 'delegated', instance: false },
      SECONDS,
    )
    return {
      Credentials: credentialsXml(session),
      PackedPolicySize: 0,
      AssumedPrincipal: identityOf(session.principal).arn,
    }
  },
}
