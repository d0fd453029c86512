import type { Language } from './template.js';

export const es: Language = {
  greeting: 'Buenos días:',
  from: 'Este mensaje es de {authority}. Trata de servidores de correo (Microsoft Exchange) para los que usted figura como contacto.',
  factsTitle: 'Lo que sabemos',
  stepsTitle: 'Lo que le pedimos',
  genuine:
    '¿Es auténtico este mensaje? No se fíe a ciegas: escriba usted mismo la dirección {verify} en su navegador, o llámenos a un número que ya conozca, e indique el código {code}.',
  signed: 'El texto está firmado. Nuestra clave pública: {key}',
  optOut: '¿No es usted responsable, o no quiere más mensajes en esta dirección? {optOut}',
  asked:
    'Alguien preguntó en nuestra página pública qué sabemos de un servidor de correo suyo. Respondemos solo a la dirección que tenemos registrada. Si no fue usted, no tiene que hacer nada respecto a la pregunta.',
  tlp: {
    RED: 'TLP:RED - solo para usted personalmente; no lo reenvíe.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - solo dentro de su organización, según necesidad.',
    AMBER: 'TLP:AMBER - dentro de su organización y a sus proveedores, según necesidad.',
    GREEN: 'TLP:GREEN - dentro de su comunidad, no en público.',
    CLEAR: 'TLP:CLEAR - se puede difundir libremente.',
  },
  words: {
    build: 'Versión',
    weakness: 'Vulnerabilidad',
    seen: 'Visto',
    source: 'Comunicado por',
    since: 'Indicios desde',
    page: 'Página',
    verified: 'Verificado',
    more: 'y {count} más; pídanos la lista completa',
  },
  kinds: {
    vulnerable: {
      subject: 'Aviso de seguridad de {authority}: su servidor de correo puede ser atacado',
      opening: [
        'Los servidores indicados abajo pueden ser atacados desde Internet por vulnerabilidades conocidas, sin contraseña. No sabemos si ya ha ocurrido en su caso.',
      ],
      steps: [
        'Instale ahora las actualizaciones de seguridad del fabricante. Si hoy no es posible, desconecte el servidor de Internet.',
        'Las actualizaciones no expulsan a un intruso que ya está dentro. Haga examinar el servidor en busca de señales de intrusión, desde el primer día en que estuvo expuesto.',
        'Conserve los registros y no borre nada. Comuníquenos el resultado respondiendo a este mensaje.',
      ],
    },
    compromised: {
      subject: 'Aviso de seguridad urgente de {authority}: indicios de intrusión en su servidor de correo',
      opening: [
        'Los servidores indicados abajo muestran indicios de que han entrado extraños. Pueden haber leído correos y quizá puedan volver, también después de las actualizaciones.',
      ],
      steps: [
        'Desconecte el servidor de Internet, pero no lo apague ni borre nada: los rastros en memoria y en disco son necesarios.',
        'Llame hoy a su proveedor o a un especialista en respuesta a incidentes.',
        'Responda a este mensaje. Le enviamos un enlace para entregar las pruebas con seguridad, y ayudamos con la limpieza.',
        'Compruebe si debe notificar el incidente, por ejemplo a su autoridad de protección de datos. El plazo puede ser de solo 72 horas.',
      ],
    },
    'web-shell': {
      subject: 'Aviso de seguridad urgente de {authority}: puerta trasera en su servidor de correo',
      opening: [
        'En los servidores indicados abajo se encontró una puerta trasera (web shell): una página con la que extraños pueden dar órdenes al servidor desde cualquier lugar.',
      ],
      steps: [
        'Desconecte el servidor de Internet. No abra la página indicada abajo, y no la borre antes de copiarla como prueba.',
        'Llame hoy a su proveedor o a un especialista en respuesta a incidentes. Donde hay una puerta trasera suele haber más.',
        'Responda a este mensaje. Le enviamos un enlace para entregar las pruebas con seguridad, y ayudamos con la limpieza.',
        'Compruebe si debe notificar el incidente, por ejemplo a su autoridad de protección de datos. El plazo puede ser de solo 72 horas.',
      ],
    },
    reminder: {
      subject: 'Recordatorio de {authority}: su servidor de correo sigue necesitando atención',
      opening: [
        'Ya le escribimos sobre los servidores indicados abajo y no hemos tenido respuesta. Hasta donde vemos, el peligro continúa.',
      ],
      steps: [
        'Lea los datos de abajo y pase este mensaje a quien se ocupa de su servidor de correo.',
        'Responda a este mensaje, aunque solo sea para decir que está trabajando en ello o que el servidor no es suyo.',
      ],
    },
    'verified-clean': {
      subject: 'De {authority}: su servidor de correo ha sido verificado',
      opening: [
        'Las pruebas que nos envió sobre los servidores indicados abajo se examinaron después de la limpieza. Ya no vemos en ellas señales de los intrusos.',
      ],
      steps: [
        'Mantenga el servidor actualizado y conserve sus registros al menos 90 días.',
        'Las contraseñas y claves que estaban en el servidor durante la intrusión deben haberse cambiado.',
        'Si algo le parece extraño, responda a este mensaje. El resultado vale para las pruebas examinadas, no para el futuro.',
      ],
    },
  },
};
