// The minimal script that reads one item of the keychain and prints it.
const { Entry } = require('@napi-rs/keyring')
process.stdout.write(new Entry('rolecall-bench', 'session').getPassword())
