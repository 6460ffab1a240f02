import { mapped, type Kind } from '../kinds/kind.ts';
import { size } from '../kinds/quantities.ts';
import { PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MIN } from './limits.ts';

/** Bytes of a payload: room for the stamp, at least. */
export const payloadBytes: Kind<number> = mapped(
  size({ min: 0, max: PAYLOAD_BYTES_MAX }),
  (bytes, node, reader) => {
    if (bytes >= PAYLOAD_BYTES_MIN) return bytes;
    reader.report(
      'payload-too-small',
      node.span,
      `a payload of ${bytes} bytes has no room for the ${PAYLOAD_BYTES_MIN} bytes that identify each message`,
      `use ${PAYLOAD_BYTES_MIN}B or more`,
    );
    return undefined;
  },
);
