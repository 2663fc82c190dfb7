// Preloaded: the system's user database has no home directory for this user.
const os = require('node:os')

const userInfo = os.userInfo
os.homedir = () => ''
os.userInfo = () => ({ ...userInfo(), homedir: '' })
