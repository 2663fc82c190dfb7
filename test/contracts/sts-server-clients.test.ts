import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import type { StsServer } from '../support/sts-server/api.js'
import type { AccessKey } from '../support/sts-server/model.js'
import { startSts } from '../support/sts-server/server.js'

// Tests against the server mean something only if independent clients work with it.
let sts: StsServer
let alice: AccessKey
beforeAll(async () => {
  sts = await startSts()
  const key = sts.model.users[0]?.keys[0]
  if (!key) throw new Error('the model has no user')
  alice = key
})
afterAll(() => sts.close())

function environment(secretAccessKey = alice.secretAccessKey): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: alice.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
  }
}

it.skipIf(!isInstalled('aws'))('serves the AWS CLI', async () => {
  const aws = (args: string, secret?: string) =>
    runCommand('aws', ['sts', ...args.split(' ')], { env: environment(secret) })
  const [identity, denied, role] = await Promise.all([
    aws('get-caller-identity'),
    aws('get-caller-identity', 'wrong'),
    aws(
      'assume-role --role-arn arn:aws:iam::222222222222:role/nomfa --role-session-name cli --tags Key=a,Value=b --transitive-tag-keys a --duration-seconds 900',
    ),
  ])
  expect(identity).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(identity.stdout)).toMatchObject({ Account: '111111111111' })
  expect(denied.code).not.toBe(0)
  expect(denied.stderr).toContain('An error occurred (SignatureDoesNotMatch)')
  expect(role).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(role.stdout)).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::222222222222:assumed-role/nomfa/cli' },
  })
})

const BOTO3 = `
import boto3, json, sys
from botocore.exceptions import ClientError
serial, first, second = sys.argv[1:]
def sts(c=None):
    return boto3.client('sts', **({} if c is None else dict(aws_access_key_id=c['AccessKeyId'],
        aws_secret_access_key=c['SecretAccessKey'], aws_session_token=c['SessionToken'])))
results = []
def attempt(call, **kw):
    try:
        out = call(**kw)
        results.append(out.get('Arn') or out.get('AssumedRoleUser', {}).get('Arn') or 'issued')
        return out.get('Credentials')
    except ClientError as e:
        results.append(e.response['Error']['Code'] + ': ' + e.response['Error']['Message'])
role = lambda name, account='222222222222': dict(RoleArn=f'arn:aws:iam::{account}:role/{name}', RoleSessionName='boto')
attempt(sts().get_caller_identity)
session = attempt(sts().get_session_token, SerialNumber=serial, TokenCode=first)
attempt(sts().get_session_token, SerialNumber=serial, TokenCode=first)
dev = attempt(sts(session).assume_role, **role('dev'))
audit = attempt(sts(dev).assume_role, **role('audit', '333333333333'))
attempt(sts(audit).get_caller_identity)
attempt(sts(dev).assume_role, DurationSeconds=7200, **role('audit', '333333333333'))
attempt(sts(session).get_session_token)
attempt(sts().assume_role, DurationSeconds=25200, SerialNumber=serial, TokenCode=second, **role('long'))
attempt(sts().assume_role, **role('deploy'))
print(json.dumps(results))
`

it.skipIf(!hasPythonModule('boto3'))('serves boto3', async () => {
  const serial = 'arn:aws:iam::111111111111:mfa/alice'
  const args = ['-c', BOTO3, serial, sts.freshCode(serial), sts.freshCode(serial)]
  const { stdout, stderr } = await runCommand('python3', args, { env: environment() })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([
    'arn:aws:iam::111111111111:user/alice',
    'issued',
    'AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    'arn:aws:sts::222222222222:assumed-role/dev/boto',
    'arn:aws:sts::333333333333:assumed-role/audit/boto',
    'arn:aws:sts::333333333333:assumed-role/audit/boto',
    'ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    'AccessDenied: Cannot call GetSessionToken with session credentials',
    'arn:aws:sts::222222222222:assumed-role/long/boto',
    'AccessDenied: User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/deploy',
  ])
})
