import { notAuthorized } from '../errors.js'
import { checkInput, DURATION, durationOf } from '../input.js'
import { identityOf, partsOf } from '../model.js'
import { credentialsXml, type Operation } from '../operation.js'

const TASKS = [
  'IAMAuditRootUserCredentials',
  'IAMCreateRootUserPassword',
  'IAMDeleteRootUserCredentials',
  'S3UnlockBucketPolicy',
  'SQSUnlockQueuePolicy',
]

export const assumeRoot: Operation = {
  signed: true,
  run({ input, caller, model, issue }) {
    checkInput(input, {
      TargetPrincipal: { required: true, length: [12, 2048] },
      'TaskPolicyArn.arn': { required: true, length: [20, 2048] },
      [DURATION]: { range: [0, 900] },
    })
    const target = input.get('TargetPrincipal') ?? ''
    const account = target.startsWith('arn:') ? partsOf(target).account : target
    const task = input.get('TaskPolicyArn.arn')?.split(':policy/root-task/')[1] ?? ''
    const { arn, account: callerAccount } = identityOf(caller.principal)
    const { managementAccount, memberAccounts } = model.organization
    if (
      callerAccount !== managementAccount ||
      !memberAccounts.includes(account) ||
      !TASKS.includes(task)
    )
      throw notAuthorized(arn, 'AssumeRoot', `arn:aws:iam::${account}:root`)
    const user = { arn: `arn:aws:iam::${account}:root`, userId: account, keys: [], mfaDevices: [] }
    const session = issue({ kind: 'session-token', user }, durationOf(input, 900))
    return { Credentials: credentialsXml(session), SourceIdentity: caller.session?.sourceIdentity }
  },
}
