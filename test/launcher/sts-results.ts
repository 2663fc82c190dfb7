const ARN = 'arn:aws:sts::222222222222:assumed-role/dev/x'
const LATER = '2099-01-01T00:00:00Z'

const session = (expires: string): string =>
  `<Credentials><AccessKeyId>ASIAQNZGKIQY56JQ7WML</AccessKeyId><SecretAccessKey>s/ecret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expires}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>${ARN}</Arn></AssumedRoleUser>`

const IDENTITY = `<Arn>${ARN}</Arn><UserId>AROA:x</UserId><Account>222222222222</Account>`

/** What an STS answers. */
export function stsResult(operation: string, expires = LATER): string {
  const inside = operation === 'GetCallerIdentity' ? IDENTITY : session(expires)
  return `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${inside}</${operation}Result></${operation}Response>`
}
