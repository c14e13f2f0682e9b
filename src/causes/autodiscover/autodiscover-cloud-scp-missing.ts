import { defineCause, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';

/** A warning of Get-FederationInformation. Source: OfficeDocs-Support, get-federationinformation-cmdlet-unsecure-redirect-warning.md. */
const unsecureRedirect = inAnswer(({ text }) => /returned an unsecure redirect to/i.test(text));

export default defineCause({
  id: 'autodiscover-cloud-scp-missing',
  layer: 'autodiscover',
  title: 'The directory does not let Exchange follow Autodiscover to Exchange Online',
  explanation: 'Autodiscover sent {requesterServer} on to Exchange Online, as it should. The entry in the directory that calls this place '
    + 'trustworthy is missing or incomplete, so {requesterServer} does not go there. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'directory',
  signs: [
    suggests('Autodiscover met a redirect that it holds to be unsecure', unsecureRedirect),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('CN=Microsoft Exchange Online is missing in the directory, or lacks *.outlook.com', all(unsecureRedirect, notVisibleFromHere),
      'on-premises: Get-ADObject "CN=Microsoft Exchange Online,CN=Microsoft Exchange Autodiscover,CN=Services,CN=Configuration,DC=<forest>" '
      + '-Properties serviceBindingInformation'),
  ],
  remedy: [
    'If the directory lacks the object CN=Microsoft Exchange Online, create it anew: setup.exe /PrepareAD, with the media of the Exchange '
      + 'version that is installed.',
    'If it is there, add *.outlook.com to its attribute serviceBindingInformation (ADSI Edit, Configuration, Services, Microsoft Exchange '
      + 'Autodiscover).',
  ],
  confirm: [
    'Get-ADObject "CN=Microsoft Exchange Online,CN=Microsoft Exchange Autodiscover,CN=Services,CN=Configuration,DC=<forest>" -Properties '
      + 'serviceBindingInformation',
  ],
  references: [{
    title: 'Get-FederationInformation warns of an unsecure redirect',
    url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Exchange/ExchangeOnline/administration/get-federationinformation-cmdlet-unsecure-redirect-warning.md',
  }],
});
