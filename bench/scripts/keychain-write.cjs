const { Entry } = require('@napi-rs/keyring')
new Entry('rolecall-bench', 'session').setPassword(process.argv[2])
