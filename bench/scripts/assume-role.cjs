// The minimal script that assumes a role with the SDK and stores the session in the keychain.
// It takes no lock and gets all settings as arguments.
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
