/**
 * What Microsoft Entra ID means when it refuses a token, one sentence for each code; meant to be read after "no token for sign-in x: ".
 * Source: MicrosoftDocs/entra-docs, docs/identity-platform/reference-error-codes.md, unless a line says otherwise.
 */

const ofTheApplication = 'in the app registration';

const sentences: readonly (readonly [code: number, says: string])[] = [
  [50001, 'the tenant does not know the service that the token is for, or the service is disabled there'],
  [50011, 'the redirect address is not among those of the application'],
  [50012, 'the certificate or the signature made with its key was not accepted'],
  [50034, 'the account does not exist in this tenant: the name is misspelt, or the tenant is the wrong one'],
  [50053, 'the account is locked after too many wrong attempts, or the sign-in came from an address with malicious activity'],
  [50055, 'the password of the account has expired'],
  [50057, 'the account is disabled'],
  [50059, 'nothing in the request says which tenant is meant'],
  [50072, 'the account must register for a second factor first, in a browser'],
  [50074, 'a second factor is required and was not passed'],
  [50076, 'a second factor is required; sign in anew by device code'],
  [50078, 'the second factor was passed too long ago; sign in anew by device code'],
  [50079, 'the account must register for a second factor first, in a browser'],
  [50105, 'the account is not assigned to the application; assign it under Enterprise applications, Users and groups'],
  [50126, 'the user name or the password is wrong'],
  [50173, 'the sign-in was revoked, by a changed password for instance; sign in anew by device code'],
  [50194, 'the application is for one tenant only; name that tenant instead of common'],
  [53000, 'Conditional Access demands a device that complies with its rules, and this one does not'],
  [53001, 'Conditional Access demands a device that is joined to the domain, and this one is not'],
  [53002, 'Conditional Access permits approved applications only, and this one is not approved'],
  [53003, 'a Conditional Access policy blocks this sign-in; the sign-in log of the tenant names the policy'],
  [65001, 'nobody has consented to the application: an administrator has to grant its permissions'],
  [65004, 'the user declined to consent to the application'],
  [70000, 'the kept sign-in is not valid; sign in anew by device code'],
  [70001, 'the application is disabled in this tenant'],
  [70002, 'the client secret does not belong to this application'],
  [70008, 'the kept sign-in has expired; sign in anew by device code'],
  [70011, 'the service does not know the scope that was asked for'],
  [70018, 'the code typed in the browser was not the one shown here'],
  [70019, 'the code was not entered in the browser in time; start again'],
  [70043, 'the kept sign-in has expired by a Conditional Access policy; sign in anew by device code'],
  [90002, 'there is no tenant of that name in this cloud; check tenant, and nationalCloud of the server'],
  [90033, 'the directory of Microsoft 365 is not available at the moment; try again later'],
  [90038, 'the tenant belongs to another national cloud; set nationalCloud of the server'],
  [90055, 'too many requests came for this tenant; try again later'],
  [90094, 'an administrator has to consent to the application; this account may not'],
  [90095, 'an administrator has to consent to the application; this account may only ask for it'],
  [500011, 'Exchange Online or Graph is not set up in this tenant, or the tenant is the wrong one'],
  [500021, 'tenant restrictions of this network do not let it sign in to this tenant'],
  [500022, 'tenant restrictions of this network do not let it sign in to this tenant'],
  [500208, 'this kind of account may not sign in to this tenant'],
  [530032, 'a security policy of the tenant blocks this sign-in'],
  [530035, 'security defaults of the tenant block this sign-in'],
  [700011, 'the tenant does not know an application with this clientId'],
  [700016, 'the tenant does not know an application with this clientId: one of the two is wrong, or nobody has installed or consented to it'],
  [700025, 'the application is a public client and takes no secret or certificate; sign in by device code'],
  // Message texts as repeated in AzureAD/microsoft-authentication-library-for-js and -dotnet issues name key not found, and expired.
  [700027, `the signature of the request was not accepted: the certificate is not ${ofTheApplication}, or it has expired`],
  [700030, `the name in the certificate is not one that is permitted ${ofTheApplication}`],
  [700082, 'the kept sign-in was not used for too long and has expired; sign in anew by device code'],
  // Source: AADSTS900023 as repeated in microsoft/intune-data-warehouse issue 15 and caddy-dns/azure issue 3.
  [900023, 'what the sign-in gives as tenant is neither a domain nor an id of a tenant'],
  [7000112, 'the application is disabled in this tenant'],
  [7000215, `the client secret is wrong; take its value, not its id, from Certificates & secrets ${ofTheApplication}`],
  [7000218, `the application wants a secret or a certificate; for a device code, permit public client flows ${ofTheApplication}`],
  [7000222, `the client secret has expired; make a new one under Certificates & secrets ${ofTheApplication}`],
  [9002313, 'the request was malformed'],
];

/** Code → what it means. */
export const aadsts: ReadonlyMap<number, string> = new Map(sentences);

/**
 * Codes of a person who signs in: passwords, second factors, policies on devices, kept sign-ins, consent in a browser. Exchange servers sign in as
 * applications, with a certificate, and never get these. Source: as above.
 */
const ofPeople: ReadonlySet<number> = new Set([
  50034, 50053, 50055, 50057, 50072, 50074, 50076, 50078, 50079, 50105, 50126, 50173, 53000, 53001, 53002, 53003, 65004, 70000, 70008, 70018, 70019,
  70043, 90094, 90095, 500208, 530032, 530035, 700082,
]);

const codeIn = (named: string): number => Number(/\d+$/.exec(named)?.[0] ?? Number.NaN);

/** Is this code, such as `AADSTS50076`, one of a person's own sign-in? */
export function isOfPerson(named: string): boolean {
  return ofPeople.has(codeIn(named));
}

/** Where Microsoft tells what a code means, for everybody. Source: MicrosoftDocs/entra-docs, reference-error-codes.md. */
const whereToLook = (code: number): string => `https://login.microsoftonline.com/error?code=${code}`;

/** What a code that stands in a pasted text means for lookups: one or two sentences. */
export function explainCode(named: string): string {
  const code = codeIn(named);
  const says = aadsts.get(code);
  if (says === undefined) return `${named} of Microsoft Entra ID is not among the codes that crosslines knows; ${whereToLook(code)} tells what it means.`;
  if (!isOfPerson(named)) return `${named} of Microsoft Entra ID means: ${says}.`;
  return `${named} of Microsoft Entra ID means: ${says.replace(/; .*/, '')}. That is somebody's own sign-in. Exchange servers sign in as applications, `
    + 'so it is not the reason why a colleague is not shown.';
}

/** The first AADSTS code in a text, such as 7000215; undefined: there is none. */
export function aadstsIn(text: string): number | undefined {
  const digits = /\bAADSTS(\d{4,9})\b/.exec(text.slice(0, 4000))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Error words of the protocol itself, where no AADSTS code stands beside them.
 * Source: RFC 8628 3.5, RFC 6749 5.2; Microsoft Learn, device authorization grant (authorization_declined, bad_verification_code).
 */
const protocolWords: Readonly<Record<string, string>> = {
  authorization_declined: 'the user declined the request in the browser',
  access_denied: 'the user declined the request in the browser',
  expired_token: 'the code was not entered in the browser in time; start again',
  bad_verification_code: 'the code was not recognised',
  invalid_client: 'the secret or certificate was not accepted',
  unauthorized_client: 'the application may not ask for tokens in this way',
  temporarily_unavailable: 'the service is not available at the moment; try again later',
};

/** What a refusal means, one sentence without its full stop: from its code, else from the protocol's word, else what it says itself. */
export function explainRefusal(word: string, description: string): string {
  const code = aadstsIn(description);
  const known = code === undefined ? undefined : aadsts.get(code);
  if (code !== undefined && known !== undefined) return `${known} (AADSTS${code})`;
  const meant = Object.hasOwn(protocolWords, word) ? protocolWords[word] : undefined;
  if (code !== undefined) {
    return `Microsoft Entra ID refused with AADSTS${code}, which crosslines does not know${meant === undefined ? '' : ` (${word}: ${meant})`}; `
      + `see ${whereToLook(code)}`;
  }
  return meant === undefined ? `Microsoft Entra ID refused with "${word || 'no reason'}", which crosslines does not know` : `${meant} (${word})`;
}
