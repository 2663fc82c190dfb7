const ARN = 'arn:aws:sts::222222222222:assumed-role/dev/x'

const SESSION = `<Credentials><AccessKeyId>ASIAQNZGKIQY56JQ7WML</AccessKeyId><SecretAccessKey>s/ecret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>${ARN}</Arn></AssumedRoleUser>`

const INSIDE = {
  AssumeRole: SESSION,
  AssumeRoleWithWebIdentity: SESSION,
  GetCallerIdentity: `<Arn>${ARN}</Arn><UserId>AROA:x</UserId><Account>222222222222</Account>`,
}

/** What an STS answers, by operation. */
export const RESULTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(INSIDE).map(([operation, inside]) => [
    operation,
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${inside}</${operation}Result></${operation}Response>`,
  ]),
)
