/**
 * What applications say they have done, by kind of deed: words of doing and nouns of deeds, in four languages. Stems are compared with
 * the beginnings of folded words. A new language is a column of endings here and its auxiliaries in actions.ts.
 */

export type Deed =
  | "refund"
  | "book"
  | "cancel"
  | "change"
  | "create"
  | "delete"
  | "send"
  | "transfer"
  | "charge"
  | "approve"
  | "deny"
  | "close"
  | "do";

export interface DeedWords {
  /** Past participles and pasts, of one word, folded. */
  done: readonly string[];
  /** Pasts of the first person whose accent tells them from other forms, as written. */
  accented: readonly string[];
  /** Infinitives, after "managed to" and "went ahead to". */
  bare: readonly string[];
  /** Nouns of the deed: "the refund has been processed". */
  nouns: readonly string[];
  /** What names of tools that do it hold. */
  tools: readonly string[];
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
const deed = (done: string, accented: string, bare: string, nouns: string, tools: string): DeedWords => ({
  done: words(done),
  accented: words(accented),
  bare: words(bare),
  nouns: words(nouns),
  tools: words(tools),
});

export const DEEDS: Record<Exclude<Deed, "do">, DeedWords> = {
  refund: deed(
    `refunded reimbursed repaid credited compensated returned waived
     erstattet zuruckerstattet ruckerstattet zuruckgezahlt gutgeschrieben erlassen
     reembolsado reembolsada devuelto devuelta abonado abonada acreditado acreditada
     rembourse remboursee rembourses credite creditee`,
    "reembolsé devolví aboné acredité",
    "refund reimburse repay credit waive compensate erstatten gutschreiben reembolsar devolver abonar rembourser",
    `refund refunds reimbursement credit repayment compensation erstattung ruckerstattung gutschrift ruckzahlung reembolso devolucion abono
     remboursement voucher certificate gutschein`,
    "refund reimburse credit repay compensat waive certificate voucher erstatt reembols rembours payout",
  ),
  book: deed(
    `booked rebooked reserved scheduled ordered purchased bought arranged secured enrolled subscribed registered
     gebucht umgebucht reserviert bestellt gekauft angemeldet terminiert vereinbart
     reservado reservada programado programada comprado comprada inscrito agendado agendada
     reserve reservee commande commandee achete achetee programme programmee inscrit`,
    "reservé programé compré pedí agendé",
    "book rebook reserve schedule order purchase buchen umbuchen reservieren bestellen reservar comprar reserver commander acheter",
    `booking reservation order appointment purchase ticket tickets buchung reservierung bestellung termin reserva pedido cita compra reservation commande
     rendez-vous rendez meeting subscription`,
    "book reserv schedul order purchas buy appointment enrol subscrib regist calendar meeting checkout",
  ),
  cancel: deed(
    `cancelled canceled voided revoked terminated withdrawn
     storniert abgesagt gekundigt widerrufen
     cancelado cancelada anulado anulada
     annule annulee annules resilie resiliee`,
    "cancelé anulé",
    "cancel void terminate revoke stornieren kundigen absagen cancelar anular annuler resilier",
    "cancellation cancelation stornierung kundigung absage cancelacion anulacion annulation resiliation termination",
    "cancel void terminat revok storn annul anul unsubscrib delete",
  ),
  change: deed(
    `changed modified updated upgraded downgraded edited adjusted corrected amended moved switched rescheduled replaced extended renewed reset applied
     activated deactivated enabled disabled unlocked locked restored fixed blocked unblocked
     geandert aktualisiert angepasst korrigiert verschoben verlangert aktiviert deaktiviert ersetzt zuruckgesetzt entsperrt gesperrt hochgestuft
     cambiado cambiada modificado modificada actualizado actualizada ajustado ajustada corregido corregida movido renovado activado activada bloqueado bloqueada
     modifie modifiee change changee actualise corrige corrigee ajuste deplace deplacee renouvele active activee desactive bloque bloquee remplace`,
    "cambié modifiqué actualicé ajusté corregí moví renové activé bloqueé",
    `change modify update upgrade edit adjust correct reschedule switch extend renew reset activate deactivate unlock andern aktualisieren anpassen cambiar
     modificar actualizar modifier changer`,
    `change changes modification update upgrade adjustment correction extension renewal reset switch discount anderung aktualisierung anpassung korrektur
     verlangerung cambio modificacion actualizacion correccion changement modification correction renouvellement mise`,
    `updat modif chang edit upgrad adjust correct amend mov resched replac extend renew reset activ enabl disabl patch set put apply lock fix restor switch
     aender cambi rebook`,
  ),
  create: deed(
    `created added opened generated drafted submitted filed logged raised recorded placed entered registered uploaded saved inserted built prepared attached
     erstellt angelegt hinzugefugt eroffnet eingereicht eingetragen gespeichert hochgeladen aufgenommen
     creado creada anadido anadida agregado agregada abierto abierta presentado presentada registrado registrada guardado guardada generado generada
     cree creee cree ajoute ajoutee ouvert ouverte soumis soumise depose deposee enregistre enregistree genere`,
    "creé añadí agregué abrí presenté registré guardé generé",
    "create add open submit file log raise place erstellen anlegen eroffnen crear anadir abrir creer ajouter ouvrir",
    `request ticket case claim account complaint entry record document profile antrag ticket fall konto eintrag beschwerde solicitud caso cuenta reclamacion
     demande dossier compte reclamation baggage insurance`,
    "creat add open new insert submit fil log rais record plac upload sav generat draft make post put anleg erstell crear ajout register",
  ),
  delete: deed(
    `deleted removed erased purged cleared unsubscribed discarded
     geloscht entfernt abgemeldet
     eliminado eliminada borrado borrada quitado suprimido
     supprime supprimee efface effacee retire retiree desabonne`,
    "eliminé borré quité",
    "delete remove erase purge loschen entfernen eliminar borrar supprimer effacer",
    "deletion removal erasure loschung entfernung eliminacion borrado suppression",
    "delet remov eras purg clear unsubscrib discard drop loesch borr elimin supprim",
  ),
  send: deed(
    `sent emailed e-mailed mailed texted messaged notified dispatched shipped forwarded delivered shared informed posted faxed resent
     flagged gesendet geschickt versandt versendet zugeschickt zugesandt benachrichtigt verschickt weitergeleitet informiert ubermittelt
     enviado enviada notificado notificada informado mandado remitido
     prevenu prevenue prevenus averti avertie envoye envoyee envoyes envoyees expedie expediee notifie notifiee informe transmis transmise`,
    "envié notifiqué mandé remití",
    "send email mail text notify dispatch ship forward senden schicken benachrichtigen enviar notificar envoyer expedier",
    "email e-mail message notification confirmation shipment letter mail nachricht bestatigung benachrichtigung correo mensaje notificacion courriel message notification",
    "send email mail sms text messag notif dispatch ship forward deliver post slack share",
  ),
  transfer: deed(
    `transferred escalated forwarded routed handed looped connected assigned delegated referred reassigned
     ubergeben weitergeleitet weitergegeben eskaliert ubertragen verbunden zugewiesen uberwiesen
     transferido transferida derivado derivada escalado escalada remitido asignado asignada
     transfere transferee escalade oriente transmis transmise assigne assignee redirige`,
    "transferí derivé escalé asigné",
    "transfer escalate forward route assign weiterleiten ubergeben transferir derivar transferer",
    "transfer escalation handover weiterleitung ubergabe eskalation ubertragung transferencia derivacion transfert escalade",
    "transfer escalat forward rout hand assign delegat refer connect agent human payout wire",
  ),
  charge: deed(
    `charged billed invoiced debited paid deducted collected settled withdrawn
     abgebucht belastet berechnet bezahlt abgezogen eingezogen
     cobrado cobrada cargado cargada facturado facturada pagado pagada descontado
     debite debitee facture facturee paye payee preleve prelevee`,
    "cobré cargué facturé pagué",
    "charge bill invoice debit pay deduct collect belasten abbuchen cobrar pagar debiter facturer payer",
    "payment charge charges invoice debit deposit zahlung abbuchung rechnung pago cobro factura cargo paiement facture prelevement",
    "charg bill invoic debit pay deduct captur collect settl belast cobr factur",
  ),
  approve: deed(
    `approved granted authorized authorised accepted cleared validated
     genehmigt bewilligt freigegeben angenommen
     aprobado aprobada concedido concedida autorizado autorizada aceptado aceptada
     approuve approuvee accorde accordee autorise autorisee accepte acceptee valide validee`,
    "aprobé concedí autoricé",
    "approve grant authorize genehmigen aprobar approuver",
    "approval authorization genehmigung freigabe bewilligung aprobacion autorizacion approbation autorisation",
    "approv grant authori accept clear valid decid decision review",
  ),
  deny: deed(
    `declined denied rejected refused
     abgelehnt zuruckgewiesen verweigert
     rechazado rechazada denegado denegada
     rejete rejetee refuse refusee`,
    "rechacé denegué",
    "decline deny reject ablehnen rechazar refuser",
    "rejection denial ablehnung rechazo denegacion refus rejet",
    "declin den reject refus decid decision",
  ),
  close: deed(
    `closed resolved
     geschlossen abgeschlossen gelost beendet
     cerrado cerrada resuelto resuelta
     ferme fermee cloture cloturee resolu resolue`,
    "cerré resolví",
    "close resolve finalize schliessen cerrar fermer cloturer",
    "closure schliessung cierre cloture",
    "clos resolv finish complet end archiv",
  ),
};

/** Words of doing that take their deed from the noun beside them: "processed your refund". */
export const LIGHT: ReadonlySet<string> = new Set(
  words(`processed issued completed initiated made done placed submitted finalized finalised executed performed handled applied granted filed arranged started
   triggered confirmed effected concluded triggered launched pushed put carried set
   bearbeitet veranlasst durchgefuhrt abgeschlossen ausgestellt vorgenommen erledigt eingeleitet bestatigt ausgefuhrt angestossen
   procesado procesada emitido emitida completado completada realizado realizada iniciado iniciada tramitado tramitada confirmado confirmada efectuado gestionado hecho
   traite traitee emis emise effectue effectuee lance lancee confirme confirmee realise realisee initie finalise fait faite`),
);
export const LIGHT_ACCENTED: ReadonlySet<string> = new Set(
  words("procesé emití completé realicé inicié tramité confirmé efectué gestioné hice"),
);
/** Of "went ahead and", "managed to": the deed follows as an infinitive. */
export const LIGHT_BARE: ReadonlySet<string> = new Set(
  words(
    "process issue complete make place submit finalize apply grant arrange veranlassen procesar tramitar realizar traiter effectuer",
  ),
);
