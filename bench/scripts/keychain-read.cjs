// The least that a script can do to read one item of the keychain and hand it on.
const { Entry } = require('@napi-rs/keyring')
process.stdout.write(new Entry('rolecall-bench', 'session').getPassword())
