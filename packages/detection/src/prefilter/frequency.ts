/** How often four-byte grams occur in a sample of the data: rare grams make a prefilter fast. */
import { foldedBytes, foldedWord } from './fold.js';

const HASH_BITS = 16;
/** More of a sample than this adds nothing. */
export const MAX_SAMPLE_BYTES = 1 << 18;

/** What a server writes on an ordinary day, for callers that have no sample: made up, one line a kind of log. */
const ORDINARY_LINES = [
  '2021-03-01 06:49:46 192.0.2.10 POST /EWS/Exchange.asmx &CorrelationID=<empty>;&cafeReqId=0b7f7f0e-2a63-4f0c-9a5a-0d1f5f0f1a02; 443 EXAMPLE\\user1 192.0.2.77 Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.4266;+Pro) - 200 0 0 30',
  '2021-03-01 06:49:47 192.0.2.10 GET /owa/auth/logon.aspx replaceCurrent=1&url=https%3a%2f%2fmail.example.com%2fowa%2f 443 - 198.51.100.7 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/88.0.4324.190+Safari/537.36 https://mail.example.com/owa/ 200 0 0 15',
  '2021-03-01 06:49:48 192.0.2.10 POST /Microsoft-Server-ActiveSync/default.eas Cmd=Ping&User=user2%40example.com&DeviceId=ABCDEF0123456789&DeviceType=iPhone 443 user2@example.com 203.0.113.9 Apple-iPhone12C1/1802.77 - 200 0 64 480000',
  '2021-03-01 06:49:48 192.0.2.10 POST /mapi/emsmdb/ MailboxId=11111111-2222-3333-4444-555555555555@example.com 443 EXAMPLE\\user3 192.0.2.78 Microsoft+Office/16.0 - 200 0 0 60',
  '2021-03-01 06:49:49 192.0.2.10 POST /autodiscover/autodiscover.xml - 443 EXAMPLE\\user4 192.0.2.79 Microsoft+Office/16.0 - 200 0 0 47',
  '2021-03-01 06:49:50 192.0.2.10 POST /PowerShell/ clientApplication=ActiveMonitor;PSVersion=5.1.14393.4467 444 NT+AUTHORITY\\SYSTEM ::1 Microsoft+WinRM+Client - 200 0 0 15',
  '2021-03-01T06:49:46.210Z,0b7f7f0e-2a63-4f0c-9a5a-0d1f5f0f1a02,15,1,2106,2,,Ews,mail.example.com,/ews/exchange.asmx,,Negotiate,true,EXAMPLE\\user1,example.com,Sid~S-1-5-21-1-2-3-1105,ExchangeServicesClient/15.0.0.0,192.0.2.77,EX01,200,200,,POST,Proxy,ex01.example.com,15.01.2106.000,IntraForest,WindowsIdentity,,,,4120,1422,1,,0,0,,0,,0,,0,0,,0,12,1,0,0,0,9,0,0,0,0,0,10,0,9,1,2,3,12,,,BeginRequest=2021-03-01T06:49:46.198Z;CorrelationID=<empty>;ProxyState-Run=None;ProxyState-Complete=ProxyResponseData;EndRequest=2021-03-01T06:49:46.210Z;,,,,,,',
].join('\r\n');

export class GramFrequency {
  readonly #counts = new Uint32Array(1 << HASH_BITS);
  constructor(sample?: Uint8Array) {
    const bytes =
      sample !== undefined && sample.length >= 1024
        ? sample.subarray(0, MAX_SAMPLE_BYTES)
        : foldedBytes(ORDINARY_LINES);
    for (let i = 0; i + 4 <= bytes.length; i++) {
      const slot = slotOf(foldedWord(bytes[i] ?? 0, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0, bytes[i + 3] ?? 0));
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    }
  }
  /** Occurrences of the gram in the sample; grams that share a hash count together. */
  of(word: number): number {
    return this.#counts[slotOf(word)] ?? 0;
  }
}

function slotOf(word: number): number {
  return Math.imul(word, 0x9e37_79b1) >>> (32 - HASH_BITS);
}
