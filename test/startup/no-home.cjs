// A user whom the system knows without a home: nobody can be made one for a test.
const os = require('node:os')

const userInfo = os.userInfo
os.homedir = () => ''
os.userInfo = () => ({ ...userInfo(), homedir: '' })
