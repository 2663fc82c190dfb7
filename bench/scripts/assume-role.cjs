// The least that a script can do to assume a role with the SDK: neither lock nor cache, everything given.
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts')
const [, , endpoint, accessKeyId, secretAccessKey, RoleArn] = process.argv
const sts = new STSClient({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId, secretAccessKey },
})
sts
  .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'bench' }))
  .then(({ Credentials }) => process.stdout.write(JSON.stringify(Credentials)))
