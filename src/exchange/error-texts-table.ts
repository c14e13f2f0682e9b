/** What an error text says, whatever its language. Narrower meanings carry what they add in their name. */
export type Meaning =
  | 'address-space-not-found' | 'audience-host-invalid' | 'auth-scheme-not-accepted'
  | 'authentication-failed-transport-stream-closed' | 'autodiscover-endpoint-not-discovered' | 'autodiscover-failed'
  | 'bad-gateway-502' | 'bad-request-400' | 'connection-attempt-timed-out-10060' | 'connection-closed'
  | 'connection-closed-keep-alive' | 'connection-closed-on-receive' | 'connection-closed-on-send'
  | 'connection-closed-unexpectedly' | 'connection-forcibly-closed' | 'connection-refused-10061'
  | 'cross-forest-request-not-sent' | 'forbidden-403' | 'inner-exception-end' | 'internal-server-error-500'
  | 'name-not-resolved' | 'no-access-to-free-busy' | 'no-client-access-server' | 'no-common-algorithm'
  | 'no-responding-client-access-server' | 'no-shared-cipher-suite' | 'not-found-404' | 'oauth-test-config-loaded'
  | 'oauth-test-http-response-message' | 'oauth-test-response-details' | 'oauth-test-task' | 'object-moved'
  | 'organization-relationship-unusable' | 'protocol-violation' | 'proxy-auth-required-407'
  | 'proxy-web-request-failed' | 'recipient-not-resolved' | 'remote-certificate-invalid'
  | 'remote-server-returned-error' | 'request-aborted-timed-out' | 'request-canceled' | 'request-failed-http-status'
  | 'response-not-well-formed-xml' | 'security-tokens-not-processed' | 'security-verification-failed' | 'server-busy'
  | 'server-not-in-topology' | 'server-unavailable-503' | 'server-version-invalid' | 'ssl-tls-channel-not-created'
  | 'timed-out' | 'timeout-waiting' | 'token-user-ambiguous' | 'token-user-does-not-exist'
  | 'too-many-calendar-entries' | 'transport-read-failed' | 'transport-read-failed-forcibly-closed'
  | 'trust-relationship-not-established' | 'unable-to-connect' | 'unauthorized-401' | 'work-hours-invalid'
  | 'wrong-principal';

/** ISO 639-1 code of the wording's language. */
export type TextLanguage = 'de' | 'en' | 'es' | 'fr' | 'it' | 'ja' | 'nl' | 'pl' | 'pt' | 'ru' | 'zh';

/**
 * Where a wording was found.
 * - `documentation`: English text of Microsoft Learn ("Resolve free/busy errors", .NET and Schannel documentation)
 * - `recorded`: in an answer recorded from a real server, as issue threads and test suites of EWS clients hold them
 * - `quoted-output`: program output that someone quoted in a public repository
 * - `learn-answers`: output of a Spanish Exchange server, https://learn.microsoft.com/en-us/answers/questions/1629044/
 * - `translated-documentation`: vendor documentation in translation; the product's wording may differ
 * - `program-code`: source code of a public repository that looks for this text; may be a fragment
 * - `simulator`: a training simulator that reproduces the messages
 * - `other-text`: troubleshooting text or manual of another product
 */
export type TextOrigin =
  | 'documentation' | 'recorded' | 'quoted-output' | 'learn-answers' | 'translated-documentation' | 'program-code' | 'simulator'
  | 'other-text';

export type ErrorTextRow = readonly [meaning: Meaning, language: TextLanguage, text: string, origin: TextOrigin];

/** Wordings of .NET, Windows and Exchange errors, without closing full stop; English ones first. */
export const errorTextRows: readonly ErrorTextRow[] = [
  ['connection-closed', 'en', 'The underlying connection was closed', 'documentation'],
  [
    'connection-closed-on-send', 'en',
    'The underlying connection was closed: An unexpected error occurred on a send',
    'documentation',
  ],
  [
    'trust-relationship-not-established', 'en',
    'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure '
    + 'channel',
    'documentation',
  ],
  [
    'connection-closed-keep-alive', 'en',
    'The underlying connection was closed: A connection that was expected to be kept alive was closed by '
    + 'the server',
    'documentation',
  ],
  ['ssl-tls-channel-not-created', 'en', 'The request was aborted: Could not create SSL/TLS secure channel', 'documentation'],
  [
    'remote-certificate-invalid', 'en',
    'The remote certificate is invalid according to the validation procedure',
    'documentation',
  ],
  [
    'no-common-algorithm', 'en',
    'The client and server cannot communicate, because they do not possess a common algorithm',
    'documentation',
  ],
  ['connection-forcibly-closed', 'en', 'An existing connection was forcibly closed by the remote host', 'documentation'],
  [
    'connection-attempt-timed-out-10060', 'en',
    'A connection attempt failed because the connected party did not properly respond after a period of '
    + 'time, or established connection failed because connected host has failed to respond',
    'documentation',
  ],
  [
    'connection-refused-10061', 'en',
    'No connection could be made because the target machine actively refused it',
    'documentation',
  ],
  ['unable-to-connect', 'en', 'Unable to connect to the remote server', 'documentation'],
  ['name-not-resolved', 'en', 'The remote name could not be resolved', 'documentation'],
  ['bad-request-400', 'en', 'The remote server returned an error: (400) Bad Request', 'documentation'],
  ['unauthorized-401', 'en', 'The remote server returned an error: (401) Unauthorized', 'documentation'],
  ['forbidden-403', 'en', 'The remote server returned an error: (403) Forbidden', 'documentation'],
  ['not-found-404', 'en', 'The remote server returned an error: (404) Not Found', 'documentation'],
  ['proxy-auth-required-407', 'en', 'The remote server returned an error: (407) Proxy Authentication Required', 'documentation'],
  [
    'transport-read-failed-forcibly-closed', 'en',
    'Unable to read data from the transport connection: An existing connection was forcibly closed by '
    + 'the remote host',
    'documentation',
  ],
  ['bad-gateway-502', 'en', 'The remote server returned an error: (502) Bad Gateway', 'documentation'],
  [
    'protocol-violation', 'en',
    'The underlying connection was closed: The server committed a protocol violation',
    'documentation',
  ],
  [
    'trust-relationship-not-established', 'en',
    'Could not establish trust relationship for the SSL/TLS secure channel',
    'documentation',
  ],
  ['request-canceled', 'en', 'The request was aborted: The request was canceled', 'documentation'],
  ['inner-exception-end', 'en', '--- End of inner exception stack trace ---', 'documentation'],
  ['oauth-test-task', 'en', 'Checking EWS API Call Under Oauth', 'documentation'],
  ['oauth-test-config-loaded', 'en', 'The configuration was last successfully loaded at', 'documentation'],
  ['oauth-test-response-details', 'en', 'Exchange Response Details:', 'documentation'],
  ['oauth-test-http-response-message', 'en', 'HTTP response message:', 'documentation'],
  ['timed-out', 'en', 'The operation has timed out', 'documentation'],
  ['internal-server-error-500', 'en', 'The remote server returned an error: (500) Internal Server Error', 'documentation'],
  ['server-unavailable-503', 'en', 'The remote server returned an error: (503) Server Unavailable', 'documentation'],
  ['ssl-tls-channel-not-created', 'en', 'Could not create SSL/TLS secure channel', 'documentation'],
  [
    'connection-closed-keep-alive', 'en',
    'A connection that was expected to be kept alive was closed by the server',
    'documentation',
  ],
  [
    'authentication-failed-transport-stream-closed', 'en',
    'Authentication failed because the remote party has closed the transport stream',
    'documentation',
  ],
  [
    'connection-closed-unexpectedly', 'en',
    'The underlying connection was closed: The connection was closed unexpectedly',
    'documentation',
  ],
  [
    'connection-closed-on-receive', 'en',
    'The underlying connection was closed: An unexpected error occurred on a receive',
    'documentation',
  ],
  ['request-aborted-timed-out', 'en', 'The request was aborted: The operation has timed out', 'documentation'],
  ['auth-scheme-not-accepted', 'en', 'The HTTP request is unauthorized with client authentication scheme', 'documentation'],
  ['connection-closed-on-send', 'en', 'An unexpected error occurred on a send', 'documentation'],
  ['connection-closed-on-receive', 'en', 'An unexpected error occurred on a receive', 'documentation'],
  ['no-common-algorithm', 'en', 'do not possess a common algorithm', 'documentation'],
  ['connection-forcibly-closed', 'en', 'forcibly closed by the remote host', 'documentation'],
  ['transport-read-failed', 'en', 'Unable to read data from the transport connection', 'documentation'],
  [
    'connection-attempt-timed-out-10060', 'en',
    'A connection attempt failed because the connected party did not properly respond',
    'documentation',
  ],
  ['timeout-waiting', 'en', 'Waiting-For-Request-Completion', 'documentation'],
  ['request-failed-http-status', 'en', 'The request failed with HTTP status', 'documentation'],
  ['remote-server-returned-error', 'en', 'The remote server returned an error', 'documentation'],
  ['object-moved', 'en', 'The request failed with the error message: Object moved', 'documentation'],
  ['response-not-well-formed-xml', 'en', 'Response is not well-formed XML', 'documentation'],
  ['security-verification-failed', 'en', 'An error occurred when verifying security for the message', 'documentation'],
  [
    'security-tokens-not-processed', 'en',
    'An error occurred when processing the security tokens in the message',
    'documentation',
  ],
  ['audience-host-invalid', 'en', 'The hostname component of the audience claim value', 'documentation'],
  ['token-user-ambiguous', 'en', 'The user specified by the user-context in the token is ambiguous', 'documentation'],
  ['token-user-does-not-exist', 'en', 'The user specified by the user-context in the token does not exist', 'documentation'],
  [
    'no-shared-cipher-suite', 'en',
    'none of the cipher suites supported by the client application are supported by the server',
    'documentation',
  ],
  ['wrong-principal', 'en', 'The target principal name is incorrect', 'documentation'],
  [
    'organization-relationship-unusable', 'en',
    'can\'t be used. Please confirm that the organization relationship is configured correctly',
    'documentation',
  ],
  ['address-space-not-found', 'en', 'Configuration information for forest/domain', 'documentation'],
  [
    'autodiscover-endpoint-not-discovered', 'en',
    'couldn\'t be used because the Autodiscover endpoint couldn\'t be discovered',
    'documentation',
  ],
  ['recipient-not-resolved', 'en', 'Unable to resolve e-mail address', 'recorded'],
  ['no-client-access-server', 'en', 'Unable to find a Client Access server that can serve a request', 'recorded'],
  ['server-not-in-topology', 'en', 'was not found in the topology', 'recorded'],
  ['no-access-to-free-busy', 'en', 'The caller does not have access to free/busy data', 'recorded'],
  ['cross-forest-request-not-sent', 'en', 'Unable to send cross-forest request for mailbox', 'documentation'],
  ['autodiscover-failed', 'en', 'Autodiscover failed for email address', 'documentation'],
  // As Exchange 2010 writes it. Source: johanveldhuis.nl, Troubleshooting federated sharing.
  ['autodiscover-failed', 'en', 'Autodiscover failed for e-mail address', 'quoted-output'],
  ['proxy-web-request-failed', 'en', 'Proxy web request failed', 'documentation'],
  ['too-many-calendar-entries', 'en', 'The result set contains too many calendar entries', 'documentation'],
  ['work-hours-invalid', 'en', 'Work hours start time must be less than or equal to end time', 'documentation'],
  [
    'no-responding-client-access-server', 'en',
    'none of the Client Access Servers in the destination site could process the request',
    'recorded',
  ],
  ['server-busy', 'en', 'The server cannot service this request right now', 'recorded'],
  ['server-version-invalid', 'en', 'The specified server version is invalid', 'recorded'],
  ['connection-closed', 'de', 'Die zugrunde liegende Verbindung wurde geschlossen', 'quoted-output'],
  [
    'connection-closed-on-send', 'de',
    'Die zugrunde liegende Verbindung wurde geschlossen: Unerwarteter Fehler beim Senden',
    'quoted-output',
  ],
  [
    'trust-relationship-not-established', 'de',
    'Die zugrunde liegende Verbindung wurde geschlossen: Für den geschützten SSL/TLS-Kanal konnte keine '
    + 'Vertrauensstellung hergestellt werden',
    'quoted-output',
  ],
  [
    'connection-closed-keep-alive', 'de',
    'Die zugrunde liegende Verbindung wurde geschlossen: Eine Verbindung, deren Aufrechterhaltung '
    + 'erwartet wurde, ist vom Server geschlossen worden',
    'translated-documentation',
  ],
  [
    'ssl-tls-channel-not-created', 'de',
    'Die Anfrage wurde abgebrochen: Es konnte kein geschützter SSL/TLS-Kanal erstellt werden',
    'quoted-output',
  ],
  ['remote-certificate-invalid', 'de', 'Das Remotezertifikat ist laut Validierungsverfahren ungültig', 'quoted-output'],
  [
    'no-common-algorithm', 'de',
    'Client und Server können nicht kommunizieren, da sie keinen gemeinsamen Algorithmus besitzen',
    'translated-documentation',
  ],
  ['connection-forcibly-closed', 'de', 'Eine vorhandene Verbindung wurde vom Remotehost geschlossen', 'quoted-output'],
  [
    'connection-attempt-timed-out-10060', 'de',
    'Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne '
    + 'nicht richtig reagiert hat, oder die hergestellte Verbindung war fehlerhaft, da der verbundene Host '
    + 'nicht reagiert hat',
    'quoted-output',
  ],
  ['connection-refused-10061', 'de', 'Es konnte keine Verbindung hergestellt werden, da der Z', 'program-code'],
  ['unable-to-connect', 'de', 'Die Verbindung mit dem Remoteserver kann nicht hergestellt werden', 'quoted-output'],
  ['name-not-resolved', 'de', 'Der Remotename konnte nicht aufgelöst werden', 'quoted-output'],
  [
    'bad-request-400', 'de',
    'Der Remoteserver hat einen Fehler zurückgegeben: (400) Ungültige Anforderung',
    'translated-documentation',
  ],
  ['unauthorized-401', 'de', 'Der Remoteserver hat einen Fehler zurückgegeben: (401) Nicht autorisiert', 'quoted-output'],
  ['forbidden-403', 'de', 'Der Remoteserver hat einen Fehler zurückgegeben: (403) Verboten', 'translated-documentation'],
  ['not-found-404', 'de', 'Der Remoteserver hat einen Fehler zurückgegeben: (404) Nicht gefunden', 'quoted-output'],
  ['proxy-auth-required-407', 'de', '(407) Proxyauthentifizierung erforderlich', 'translated-documentation'],
  ['connection-closed', 'fr', 'La connexion sous-jacente a été fermée', 'quoted-output'],
  [
    'connection-closed-on-send', 'fr',
    'La connexion sous-jacente a été fermée : Une erreur inattendue s\'est produite lors de l\'envoi',
    'quoted-output',
  ],
  [
    'connection-closed-keep-alive', 'fr',
    'La connexion sous-jacente a été fermée : une connexion qui devait être maintenue active a été '
    + 'fermée par le serveur',
    'translated-documentation',
  ],
  [
    'trust-relationship-not-established', 'fr',
    'La connexion sous-jacente a été fermée : Impossible d’établir une relation de confiance pour le '
    + 'canal sécurisé SSL/TLS',
    'translated-documentation',
  ],
  [
    'ssl-tls-channel-not-created', 'fr',
    'La demande a été abandonnée : Impossible de créer un canal sécurisé SSL/TLS',
    'simulator',
  ],
  ['unable-to-connect', 'fr', 'Impossible de se connecter au serveur distant', 'simulator'],
  ['name-not-resolved', 'fr', 'Le nom distant n’a pas pu être résolu', 'simulator'],
  ['connection-forcibly-closed', 'fr', 'Une connexion existante a dû être fermée par l\'hôte distant', 'quoted-output'],
  ['connection-forcibly-closed', 'fr', 'Une connexion existante a dû être fermée par l’hôte distant', 'quoted-output'],
  [
    'transport-read-failed-forcibly-closed', 'fr',
    'Impossible de lire les données de la connexion de transport : une connexion existante a dû être '
    + 'fermée par l’hôte distant',
    'translated-documentation',
  ],
  ['unauthorized-401', 'fr', 'Le serveur distant a retourné une erreur : (401) Non autorisé', 'quoted-output'],
  ['forbidden-403', 'fr', 'Le serveur distant a retourné une erreur : (403) Interdit', 'quoted-output'],
  ['not-found-404', 'fr', 'Le serveur distant a retourné une erreur : (404) Introuvable', 'quoted-output'],
  [
    'proxy-auth-required-407', 'fr',
    'le serveur distant a retourné une erreur : (407) Authentification proxy requise',
    'translated-documentation',
  ],
  ['bad-gateway-502', 'fr', 'Le serveur distant a retourné une erreur : (502) Passerelle incorrecte', 'quoted-output'],
  ['connection-closed', 'es', 'Se ha terminado la conexión', 'quoted-output'],
  ['connection-closed-on-send', 'es', 'Se ha terminado la conexión: Error inesperado de envío', 'quoted-output'],
  [
    'connection-closed-keep-alive', 'es',
    'Se ha terminado la conexión: una conexión que se esperaba que se mantuviera activa fue cerrada por '
    + 'el servidor',
    'translated-documentation',
  ],
  ['protocol-violation', 'es', 'Se ha terminado la conexión: El servidor ha cometido una infracción', 'program-code'],
  [
    'trust-relationship-not-established', 'es',
    'Se ha terminado la conexión: no se puede establecer una relación de confianza para el canal seguro '
    + 'SSL/TLS',
    'translated-documentation',
  ],
  [
    'trust-relationship-not-established', 'es',
    'No se puede establecer una relación de confianza para el canal seguro SSL/TLS',
    'quoted-output',
  ],
  ['ssl-tls-channel-not-created', 'es', 'Anulada la solicitud: No se puede crear un canal seguro SSL/TLS', 'quoted-output'],
  ['request-canceled', 'es', 'Anulada la solicitud: La solicitud fue cancelada', 'learn-answers'],
  ['inner-exception-end', 'es', '--- Fin del seguimiento de la pila de la excepción interna ---', 'learn-answers'],
  ['oauth-test-task', 'es', 'Comprobando llamada API EWS en Oauth', 'learn-answers'],
  ['oauth-test-config-loaded', 'es', 'La configuración se cargó correctamente a las', 'learn-answers'],
  ['oauth-test-response-details', 'es', 'Exchange detalles de respuesta:', 'learn-answers'],
  ['oauth-test-http-response-message', 'es', 'Mensaje de la respuesta HTTP:', 'learn-answers'],
  ['unable-to-connect', 'es', 'No es posible conectar con el servidor remoto', 'quoted-output'],
  ['name-not-resolved', 'es', 'No se puede resolver el nombre remoto', 'quoted-output'],
  [
    'connection-forcibly-closed', 'es',
    'Se ha forzado la interrupción de una conexión existente por el host remoto',
    'quoted-output',
  ],
  ['timed-out', 'es', 'Se excedió el tiempo de espera de la operación', 'program-code'],
  ['bad-request-400', 'es', 'Error en el servidor remoto: (400) Solicitud incorrecta', 'quoted-output'],
  ['unauthorized-401', 'es', 'Error en el servidor remoto: (401) No autorizado', 'quoted-output'],
  ['forbidden-403', 'es', 'Error en el servidor remoto: (403) Prohibido', 'quoted-output'],
  ['not-found-404', 'es', 'Error en el servidor remoto: (404) No se encontró', 'program-code'],
  ['internal-server-error-500', 'es', 'Error en el servidor remoto: (500) Error interno del servidor', 'quoted-output'],
  ['server-unavailable-503', 'es', 'Error en el servidor remoto: (503) Servidor no disponible', 'program-code'],
  ['connection-closed', 'it', 'Connessione sottostante chiusa', 'quoted-output'],
  [
    'connection-closed-on-send', 'it',
    'Connessione sottostante chiusa: errore imprevisto durante un\'operazione di invio',
    'quoted-output',
  ],
  [
    'connection-closed-keep-alive', 'it',
    'Connessione sottostante chiusa: una connessione che doveva restare attiva è stata chiusa dal server '
    + 'in modo imprevisto',
    'translated-documentation',
  ],
  [
    'trust-relationship-not-established', 'it',
    'Connessione sottostante chiusa: Impossibile stabilire una relazione di trust per il canale sicuro '
    + 'SSL/TLS',
    'translated-documentation',
  ],
  [
    'ssl-tls-channel-not-created', 'it',
    'Richiesta annullata: Impossibile creare un canale sicuro SSL/TLS',
    'translated-documentation',
  ],
  ['ssl-tls-channel-not-created', 'it', 'Impossibile creare un canale sicuro SSL/TLS', 'quoted-output'],
  [
    'remote-certificate-invalid', 'it',
    'Il certificato remoto non è stato ritenuto valido dalla procedura di convalida',
    'translated-documentation',
  ],
  ['unable-to-connect', 'it', 'Impossibile effettuare la connessione al server remoto', 'quoted-output'],
  ['name-not-resolved', 'it', 'Impossibile risolvere il nome remoto', 'program-code'],
  ['connection-forcibly-closed', 'it', 'connessione esistente chiusa forzatamente dall\'host remoto', 'translated-documentation'],
  ['connection-attempt-timed-out-10060', 'it', 'Tentativo di connessione non riusc', 'translated-documentation'],
  ['bad-request-400', 'it', 'Errore del server remoto: (400) Richiesta non valida', 'quoted-output'],
  ['unauthorized-401', 'it', 'Errore del server remoto: (401) Non autorizzato', 'translated-documentation'],
  ['forbidden-403', 'it', 'Errore del server remoto: (403) Non consentito', 'translated-documentation'],
  ['not-found-404', 'it', 'Errore del server remoto: (404) Non trovato', 'quoted-output'],
  ['bad-gateway-502', 'it', 'Errore del server remoto: (502) Gateway non valido', 'quoted-output'],
  ['connection-closed', 'pt', 'A conexão subjacente estava fechada', 'quoted-output'],
  ['connection-closed-keep-alive', 'pt', 'Uma conexão que deveria ser mantida ativa foi fechada pelo servidor', 'quoted-output'],
  [
    'trust-relationship-not-established', 'pt',
    'A conexão subjacente foi fechada: não foi possível estabelecer uma relação de confiança para o '
    + 'canal seguro de SSL/TLS',
    'translated-documentation',
  ],
  [
    'ssl-tls-channel-not-created', 'pt',
    'A solicitação foi anulada: Não foi possível criar um canal seguro para SSL/TLS',
    'quoted-output',
  ],
  ['unable-to-connect', 'pt', 'Impossível conectar-se ao servidor remoto', 'program-code'],
  ['connection-forcibly-closed', 'pt', 'Foi forçado o cancelamento de uma conexão existente pelo host remoto', 'quoted-output'],
  ['bad-request-400', 'pt', 'O servidor remoto retornou um erro: (400) Solicitação Incorreta', 'translated-documentation'],
  ['unauthorized-401', 'pt', 'O servidor remoto retornou um erro: (401) Não Autorizado', 'quoted-output'],
  ['forbidden-403', 'pt', 'O servidor remoto retornou um erro: (403) Proibido', 'translated-documentation'],
  ['not-found-404', 'pt', 'O servidor remoto retornou um erro: (404) Não Localizado', 'program-code'],
  [
    'server-unavailable-503', 'pt',
    'o servidor remoto retornou um erro: (503) servidor não disponível',
    'translated-documentation',
  ],
  ['connection-closed', 'nl', 'De onderliggende verbinding is gesloten', 'translated-documentation'],
  [
    'connection-closed-on-send', 'nl',
    'De onderliggende verbinding is gesloten: er is een onverwachte fout opgetreden bij het verzenden',
    'other-text',
  ],
  [
    'connection-forcibly-closed', 'nl',
    'Een bestaande verbinding is geforceerd gesloten door de externe host',
    'translated-documentation',
  ],
  ['unauthorized-401', 'nl', 'De externe server heeft een fout geretourneerd: (401) niet gemachtigd', 'translated-documentation'],
  ['forbidden-403', 'nl', 'De externe server heeft een fout geretourneerd: (403) Verboden', 'translated-documentation'],
  ['not-found-404', 'nl', 'De externe server heeft een fout geretourneerd: (404) Niet gevonden', 'translated-documentation'],
  ['connection-closed-on-send', 'ja', '接続が切断されました: 送信時に、予期しないエラーが発生しました', 'quoted-output'],
  ['connection-closed-on-send', 'ja', '基になる接続が閉じられました: 送信時に、予期しないエラーが発生しました', 'translated-documentation'],
  ['trust-relationship-not-established', 'ja', 'SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できませんでした', 'translated-documentation'],
  ['remote-certificate-invalid', 'ja', '検証プロシージャによると、リモート証明書は無効です', 'translated-documentation'],
  ['authentication-failed-transport-stream-closed', 'ja', 'リモート パーティがトランスポート ストリームを終了したため、認証に失敗しました', 'quoted-output'],
  ['unable-to-connect', 'ja', 'リモート サーバーに接続できません', 'quoted-output'],
  ['connection-forcibly-closed', 'ja', '既存の接続はリモート ホストに強制的に切断されました', 'quoted-output'],
  ['connection-attempt-timed-out-10060', 'ja', '接続済みの呼び出し先が一定時間を', 'program-code'],
  ['bad-request-400', 'ja', 'リモート サーバーがエラーを返しました: (400) 不正な要求', 'program-code'],
  ['unauthorized-401', 'ja', 'リモート サーバーがエラーを返しました: (401) 権限がありません', 'other-text'],
  ['forbidden-403', 'ja', 'リモート サーバーがエラーを返しました: (403) 使用不可能', 'quoted-output'],
  ['not-found-404', 'ja', 'リモート サーバーがエラーを返しました: (404) 見つかりません', 'quoted-output'],
  [
    'trust-relationship-not-established', 'pl',
    'Połączenie podstawowe zostało zamknięte: Nie można ustanowić relacji zaufania dla bezpiecznego '
    + 'kanału SSL/TLS',
    'translated-documentation',
  ],
  [
    'connection-closed-keep-alive', 'pl',
    'Połączenie podstawowe zostało zakończone: połączenie, które miało być aktywne zostało zamknięte '
    + 'przez serwer',
    'translated-documentation',
  ],
  [
    'ssl-tls-channel-not-created', 'pl',
    'Żądanie zostało przerwane: Nie można utworzyć bezpiecznego kanału SSL/TLS',
    'program-code',
  ],
  [
    'connection-forcibly-closed', 'pl',
    'Istniejące połączenie zostało gwałtownie zamknięte przez zdalnego hosta',
    'quoted-output',
  ],
  ['unauthorized-401', 'pl', 'Serwer zdalny zwrócił błąd: (401) Nieautoryzowane', 'translated-documentation'],
  ['forbidden-403', 'pl', 'Serwer zdalny zwrócił błąd: (403) Zabronione', 'translated-documentation'],
  ['not-found-404', 'pl', 'Serwer zdalny zwrócił błąd: (404) Nie znaleziono', 'program-code'],
  ['connection-closed', 'ru', 'Базовое соединение закрыто', 'program-code'],
  ['connection-closed-unexpectedly', 'ru', 'Базовое соединение закрыто: Соединение было неожиданно закрыто', 'quoted-output'],
  ['connection-closed-on-receive', 'ru', 'Базовое соединение закрыто: Непредвиденная ошибка при приеме', 'program-code'],
  [
    'connection-closed-keep-alive', 'ru',
    'Базовое соединение закрыто. Соединение, которое должно было работать, было разорвано сервером',
    'translated-documentation',
  ],
  [
    'trust-relationship-not-established', 'ru',
    'Базовое соединение закрыто: не удается установить отношение доверия для безопасного канала SSL/TLS',
    'translated-documentation',
  ],
  ['ssl-tls-channel-not-created', 'ru', 'Запрос был прерван: Не удалось создать защищенный канал SSL/TLS', 'quoted-output'],
  ['unable-to-connect', 'ru', 'Невозможно соединиться с удаленным сервером', 'quoted-output'],
  ['name-not-resolved', 'ru', 'Невозможно разрешить удаленное имя', 'program-code'],
  ['connection-forcibly-closed', 'ru', 'Удаленный хост принудительно разорвал существующее подключение', 'quoted-output'],
  ['bad-request-400', 'ru', 'Удаленный сервер возвратил ошибку: (400) Недопустимый запрос', 'program-code'],
  ['unauthorized-401', 'ru', 'Удаленный сервер возвратил ошибку: (401) Несанкционированный', 'program-code'],
  ['not-found-404', 'ru', 'Удаленный сервер возвратил ошибку: (404) Не найден', 'quoted-output'],
  ['internal-server-error-500', 'ru', 'Удаленный сервер возвратил ошибку: (500) Внутренняя ошибка сервера', 'program-code'],
  ['connection-closed', 'zh', '基础连接已经关闭', 'quoted-output'],
  ['connection-closed-on-send', 'zh', '基础连接已经关闭: 发送时发生错误', 'program-code'],
  ['connection-closed-on-receive', 'zh', '基础连接已经关闭: 接收时发生错误', 'quoted-output'],
  ['connection-closed-unexpectedly', 'zh', '基础连接已经关闭: 连接被意外关闭', 'quoted-output'],
  ['trust-relationship-not-established', 'zh', '基础连接已经关闭: 未能为 SSL/TLS 安全通道建立信任关系', 'program-code'],
  ['ssl-tls-channel-not-created', 'zh', '请求被中止: 未能创建 SSL/TLS 安全通道', 'quoted-output'],
  ['authentication-failed-transport-stream-closed', 'zh', '远程方已关闭传输流', 'program-code'],
  ['unable-to-connect', 'zh', '无法连接到远程服务器', 'program-code'],
  ['name-not-resolved', 'zh', '未能解析此远程名称', 'quoted-output'],
  ['connection-forcibly-closed', 'zh', '远程主机强迫关闭了一个现有的连接', 'quoted-output'],
  ['connection-refused-10061', 'zh', '由于目标计算机积极拒绝', 'program-code'],
  ['timed-out', 'zh', '操作已超时', 'program-code'],
  ['request-aborted-timed-out', 'zh', '请求被中止: 操作超时', 'program-code'],
  ['bad-request-400', 'zh', '远程服务器返回错误: (400) 错误的请求', 'program-code'],
  ['unauthorized-401', 'zh', '远程服务器返回错误: (401) 未经授权', 'quoted-output'],
  ['not-found-404', 'zh', '远程服务器返回错误: (404) 未找到', 'quoted-output'],
  ['internal-server-error-500', 'zh', '远程服务器返回错误: (500) 内部服务器错误', 'program-code'],
  ['auth-scheme-not-accepted', 'zh', 'HTTP 请求未经客户端身份验证方案', 'program-code'],
  // Resources of System.ServiceModel by language, as github.com/jimm98y/SharpOnvif tests its reader of this sentence; up to the scheme.
  ['auth-scheme-not-accepted', 'zh', 'HTTP 要求未經用戶端驗證配置', 'program-code'],
  ['auth-scheme-not-accepted', 'de', 'Die HTTP-Anforderung ist beim Clientauthentifizierungsschema', 'program-code'],
  ['auth-scheme-not-accepted', 'fr', 'La requête HTTP n\'est pas autorisée avec un schéma d\'authentification client', 'program-code'],
  ['auth-scheme-not-accepted', 'es', 'La solicitud HTTP no está autorizada con el esquema de autenticación de cliente', 'program-code'],
  ['auth-scheme-not-accepted', 'it', 'La richiesta HTTP non è autorizzata con lo schema di autenticazione client', 'program-code'],
  ['auth-scheme-not-accepted', 'pt', 'A solicitação HTTP não está autorizada no esquema de autenticação de cliente', 'program-code'],
  ['auth-scheme-not-accepted', 'ja', 'この HTTP 要求は、クライアントの認証方式', 'program-code'],
  ['auth-scheme-not-accepted', 'pl', 'Żądanie protokołu HTTP nie jest autoryzowane na podstawie schematu uwierzytelniania klienta', 'program-code'],
  ['auth-scheme-not-accepted', 'ru', 'Запрос HTTP не разрешен для схемы аутентификации клиента', 'program-code'],
];
