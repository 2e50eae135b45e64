/** Imported before the SDK, which would otherwise say among the figures that its support for Node.js 20 ends. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
