/** The response codes of EWS that matter for a free/busy lookup. */

export interface ResponseCodeRow {
  readonly code: string;
  /** One line for people. */
  readonly meaning: string;
  /** `mailbox`: says something about this one target; `request`: about the request as a whole, whoever was asked for. */
  readonly speaksOf: 'mailbox' | 'request';
}

type Entry = readonly [code: string, meaning: string];

const ofMailbox: readonly Entry[] = [
  ['NoError', 'The server answered for this mailbox.'],
  ['ErrorMailRecipientNotFound', 'The address is unknown to the directory, or to any relationship with another organization.'],
  ['ErrorInvalidSmtpAddress', 'The address is not a valid SMTP address.'],
  ['ErrorNoFreeBusyAccess', 'The requester may not see the free/busy of this mailbox.'],
  ['ErrorProxyRequestProcessingFailed', 'The call to the server that holds the mailbox failed; the text says how.'],
  ['ErrorServiceDiscoveryFailed', 'No server was found that can answer for the site or version of this mailbox.'],
  ['ErrorAutoDiscoverFailed', 'Autodiscover for the address of this mailbox failed; the text says how.'],
  ['ErrorAddressSpaceNotFound', 'The directory holds no availability configuration for the domain of this address.'],
  ['ErrorProxyRequestNotAllowed', 'The other server does not let the caller ask on behalf of somebody.'],
  ['ErrorProxyServiceDiscoveryFailed', 'The server could not decide whether to answer itself or to ask another one.'],
  ['ErrorTimeoutExpired', 'The answer for this mailbox did not come in time.'],
  ['ErrorFreeBusyGenerationFailed', 'The calendar of this mailbox could not be read.'],
  ['ErrorMailboxLogonFailed', 'The store refused to open this mailbox.'],
  ['ErrorMailboxStoreUnavailable', 'The database of this mailbox is not reachable.'],
  ['ErrorMailboxMoveInProgress', 'This mailbox is being moved.'],
  ['ErrorMailboxFailover', 'The database of this mailbox has just moved to another server.'],
  ['ErrorConnectionFailed', 'The connection to the store of this mailbox failed.'],
  ['ErrorResultSetTooBig', 'The calendar holds too many entries in the time window.'],
  ['ErrorCalendarInvalidPropertyValue', 'An entry of the calendar holds a damaged value.'],
  ['ErrorIndividualMailboxLimitReached', 'The group has too many members.'],
  ['ErrorFreeBusyDLLimitReached', 'The group has too many members.'],
  ['ErrorInvalidOrganizationRelationshipForFreeBusy', 'The organization relationship for this domain does not allow free/busy.'],
  ['ErrorOrganizationNotFederated', 'The organization has no federation trust.'],
  ['ErrorInvalidFederatedOrganizationId', 'The federated organization identifier is not usable.'],
  ['ErrorUserWithoutFederatedProxyAddress', 'The requester has no address in a federated domain.'],
  ['ErrorSharingNoExternalEwsAvailable', 'The other organization publishes no external availability URL.'],
  ['ErrorInvalidCrossForestCredentials', 'The credentials stored for the other forest are not valid.'],
  ['ErrorPublicFolderRequestProcessingFailed', 'The free/busy public folder could not be read.'],
  ['ErrorNoPublicFolderServerAvailable', 'No server holds the free/busy public folder.'],
  ['ErrorPublicFolderServerNotFound', 'No server holds the free/busy public folder.'],
];

const ofRequest: readonly Entry[] = [
  ['ErrorAvailabilityConfigNotFound', 'The availability configuration is missing in the directory.'],
  ['ErrorNoDestinationCASDueToVersionMismatch', 'No server of a fitting version can answer.'],
  ['ErrorNoDestinationCASDueToSSLRequirements', 'No server with a fitting SSL setting can answer.'],
  ['ErrorNoDestinationCASDueToKerberosRequirements', 'No server with a fitting sign-in setting can answer.'],
  ['ErrorNoRespondingCASInDestinationSite', 'No server of the other site answered.'],
  ['ErrorNoApplicableProxyCASServersAvailable', 'No server of the other site can be asked.'],
  ['ErrorCrossSiteRequest', 'The requester belongs to another site, which answers requests itself.'],
  ['ErrorWrongServerVersion', 'The server cannot serve a mailbox of this version.'],
  ['ErrorInvalidSchemaVersionForMailboxVersion', 'The request is too new for the version of the mailbox.'],
  ['ErrorInvalidServerVersion', 'The server does not know the version that the request names.'],
  ['ErrorIncorrectSchemaVersion', 'The request does not fit the version that it names.'],
  ['ErrorTimeIntervalTooBig', 'The time window is too long for this server.'],
  ['ErrorInvalidTimeInterval', 'The time window is not valid.'],
  ['ErrorInvalidMergedFreeBusyInterval', 'The interval does not fit the time window.'],
  ['ErrorInvalidFreeBusyViewType', 'The requested view is not valid.'],
  ['ErrorMailboxDataArrayEmpty', 'The request names no mailbox.'],
  ['ErrorMailboxDataArrayTooBig', 'The request names more than 100 mailboxes.'],
  ['ErrorTimeZone', 'The request names no valid time zone.'],
  ['ErrorRequestStreamTooBig', 'The request is too long.'],
  ['ErrorSchemaValidation', 'The request does not follow the schema.'],
  ['ErrorInvalidRequest', 'The server cannot read the request.'],
  ['ErrorAccessDenied', 'The requester may not use the service.'],
  ['ErrorImpersonateUserDenied', 'The account may not ask on behalf of the requester.'],
  ['ErrorNonExistentMailbox', 'The requester has no mailbox under this address.'],
  ['ErrorInvalidAuthorizationContext', 'The identity of the requester could not be used.'],
  ['ErrorInvalidClientSecurityContext', 'The identity of the requester could not be used.'],
  ['ErrorInvalidNetworkServiceContext', 'The server could not take on its own identity.'],
  ['ErrorLogonAsNetworkServiceFailed', 'The server could not take on its own identity.'],
  ['ErrorInvalidAccessLevel', 'The access level of the identity is not valid.'],
  ['ErrorInvalidSecurityDescriptor', 'A security descriptor is damaged.'],
  ['ErrorProxyGroupSidLimitExceeded', 'The requester is a member of too many groups (more than 3000).'],
  ['ErrorTokenSerializationDenied', 'The caller may not hand on the identity of somebody else.'],
  ['ErrorWin32InteropError', 'Windows refused a call of the server.'],
  ['ErrorPasswordExpired', 'The password of the requester has expired.'],
  ['ErrorPasswordChangeRequired', 'The password of the requester must be changed.'],
  ['ErrorADUnavailable', 'The server cannot reach the directory.'],
  ['ErrorADOperation', 'A question to the directory failed.'],
  ['ErrorServerBusy', 'The server asks to come back later.'],
  ['ErrorExceededConnectionCount', 'The requester has too many connections open.'],
  ['ErrorInternalServerError', 'The server failed inside.'],
  ['ErrorInternalServerTransientError', 'The server failed inside, perhaps only for a moment.'],
];

/**
 * By response code.
 * Source: MicrosoftDocs/office-developer-exchange-docs, docs/web-service-reference/responsecode.md; Microsoft Learn
 * "Resolve free/busy errors". A code that is not listed says nothing about what it speaks of.
 */
export const responseCodes: ReadonlyMap<string, ResponseCodeRow> = new Map<string, ResponseCodeRow>([
  ...rowsOf(ofMailbox, 'mailbox'),
  ...rowsOf(ofRequest, 'request'),
]);

type KeyedRow = readonly [code: string, row: ResponseCodeRow];

function rowsOf(entries: readonly Entry[], speaksOf: ResponseCodeRow['speaksOf']): readonly KeyedRow[] {
  return entries.map(([code, meaning]) => [code, { code, meaning, speaksOf }]);
}

/** Codes that speak of how we asked, or of us as a caller: no user would see cross lines because of them. */
const ABOUT_OUR_REQUEST = new Set([
  'ErrorServerBusy', 'ErrorExceededConnectionCount', 'ErrorSchemaValidation', 'ErrorInvalidRequest', 'ErrorInvalidServerVersion',
  'ErrorIncorrectSchemaVersion', 'ErrorTimeIntervalTooBig', 'ErrorInvalidTimeInterval', 'ErrorInvalidMergedFreeBusyInterval',
  'ErrorInvalidFreeBusyViewType', 'ErrorMailboxDataArrayEmpty', 'ErrorMailboxDataArrayTooBig', 'ErrorTimeZone', 'ErrorRequestStreamTooBig',
  'ErrorNonExistentMailbox', 'ErrorImpersonateUserDenied', 'ErrorPasswordExpired', 'ErrorPasswordChangeRequired',
]);

/** Does this code say nothing about what a user sees? */
export function isAboutOurRequest(code: string): boolean {
  return ABOUT_OUR_REQUEST.has(code);
}
