import { strToU8, zipSync } from 'fflate';

/**
 * What AWS packs with inline code that asks for it: how a custom resource answers CloudFormation. The interface is
 * AWS's (CloudFormation User Guide, "cfn-response module"); the code is ours.
 */
const nodeModule = `'use strict';
const https = require('https');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = function send(event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  const body = JSON.stringify({
    Status: responseStatus,
    Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  });
  return new Promise((resolve) => {
    const end = () => {
      if (context.done) context.done();
      resolve();
    };
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const request = https.request(event.ResponseURL, { method: 'PUT', headers }, (response) => {
      console.log('Status code: ' + response.statusCode);
      response.resume();
      response.on('end', end);
    });
    request.on('error', (error) => {
      console.log('send(..) failed executing https.request(..): ' + error);
      end();
    });
    request.end(body);
  });
};
`;

const pythonModule = `import json
import urllib3

SUCCESS = "SUCCESS"
FAILED = "FAILED"

http = urllib3.PoolManager()


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: {}".format(context.log_stream_name),
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    })
    headers = {"content-type": "", "content-length": str(len(body))}
    try:
        response = http.request("PUT", event["ResponseURL"], headers=headers, body=body)
        print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
`;

// Zip files hold local time: a fixed one keeps the hash of the code the same everywhere.
const packedAt = new Date(1980, 0, 1);

/** The package that inline code (`Code.ZipFile`) becomes, with the response module where the code asks for it. */
export function inlinePackage(source: string, runtime = ''): Uint8Array {
  const isPython = runtime.startsWith('python');
  const files: Record<string, Uint8Array> = { [isPython ? 'index.py' : 'index.js']: strToU8(source) };
  if (isPython && /\bcfnresponse\b/.test(source)) files['cfnresponse.py'] = strToU8(pythonModule);
  if (!isPython && /['"]cfn-response['"]/.test(source)) {
    files['node_modules/cfn-response/index.js'] = strToU8(nodeModule);
  }
  return zipSync(files, { mtime: packedAt });
}
