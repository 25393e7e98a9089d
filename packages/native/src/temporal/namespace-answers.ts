import { connect } from 'node:http2';

/**
 * Whether a Temporal server at `address` (`host:port`) answers for the namespace `default`: one gRPC call of
 * `DescribeNamespace`. Never rejects.
 */
export function namespaceAnswers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const settle = (answer: boolean): void => {
      session.destroy();
      resolve(answer);
    };
    session.on('error', () => settle(false));
    session.setTimeout(2_000, () => settle(false));
    const call = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.on('error', () => settle(false));
    call.on('response', (headers) => {
      if ('grpc-status' in headers) settle(false); // an error comes without a body, its status in the headers
    });
    call.on('trailers', (trailers) => settle(Number(trailers['grpc-status']) === 0));
    call.on('close', () => settle(false));
    call.resume();
    call.end(grpcMessage('default'));
  });
}

/** A gRPC frame (no compression, length) around a protobuf message whose field 1 is `text`. */
function grpcMessage(text: string): Buffer {
  const message = Buffer.from([0x0a, text.length, ...Buffer.from(text)]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}
