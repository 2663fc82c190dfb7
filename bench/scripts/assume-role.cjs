// The least that a script can do to assume a role with the SDK and keep the session in the keychain: no lock, everything given.
const { AssumeRoleCommand, STSClient } = require('@aws-sdk/client-sts')
const { Entry } = require('@napi-rs/keyring')
const [, , endpoint, accessKeyId, secretAccessKey, RoleArn, RoleSessionName] = process.argv
const item = new Entry('rolecall-bench', RoleSessionName)
const sts = new STSClient({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId, secretAccessKey },
})
if (item.getPassword() === null) {
  sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName })).then(({ Credentials }) => {
    const session = JSON.stringify(Credentials)
    item.setPassword(session)
    process.stdout.write(session)
  })
}
