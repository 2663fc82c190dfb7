//! TLS with the authorities that the launcher's TypeScript has read (js/net/trust.ts).

use super::{
    certificate::{fault_of_root, is_for_anything, is_issued_by, is_self_issued},
    deadline::{Deadline, Until},
    failure::{note_failure, Failure},
    provider::{provider, ALGORITHMS},
};
use crate::host::text::all_of;
use rquickjs::{prelude::Func, Object, Result as Returned, TypedArray};
use rustls::{
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name, Resumption,
    },
    crypto::{verify_tls12_signature, verify_tls13_signature},
    pki_types::{pem::PemObject, CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore,
    SignatureScheme, StreamOwned,
};
use std::{
    fmt,
    io::{self, Read, Write},
    sync::{Arc, Mutex},
};
use ureq::{
    unversioned::transport::{
        Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
        TransportAdapter,
    },
    Error,
};

pub fn install(host: &Object<'_>) -> Returned<()> {
    host.set("trust", Func::from(trust))
}

/// What all connections of this process trust.
static TRUST: Mutex<Option<Arc<ClientConfig>>> = Mutex::new(None);

/// Trusts the roots in texts of PEM. False if one of them has a fault, of which Node may warn.
/// `now`: `YYYYMMDDhhmmss` in UTC.
fn trust(texts: Vec<TypedArray<'_, u8>>, now: String) -> bool {
    let mut roots = RootCertStore::empty();
    let (mut certificates, mut unusable) = (Vec::new(), Vec::new());
    let mut is_faultless = true;
    for text in &texts {
        for certificate in CertificateDer::pem_slice_iter(all_of(text)) {
            let Ok(der) = certificate else {
                is_faultless = false;
                continue;
            };
            if let Some(fault) = fault_of_root(&der, &now) {
                unusable.push((der, fault));
            } else {
                is_faultless &= roots.add(der.clone()).is_ok();
                certificates.push(der);
            }
        }
    }
    let config = config(Authorities { roots, certificates, unusable });
    *TRUST.lock().expect("one thread") = Some(Arc::new(config));
    is_faultless
}

fn config(authorities: Authorities) -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(Arc::new(provider()));
    let mut config = builder
        .with_safe_default_protocol_versions()
        .expect("the provider has these versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(authorities))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    config
}

/// Verifies a server as rustls does by itself, and trusts one that has a root's certificate.
#[derive(Debug)]
struct Authorities {
    roots: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
    /// Authorities that are too old, too new, or not roots, and which of these OpenSSL names.
    unusable: Vec<(CertificateDer<'static>, &'static str)>,
}

impl ServerCertVerifier for Authorities {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.verify(end_entity, intermediates, server_name, now);
        if let Err(error) = &verified {
            let code = self.code_of(error, end_entity, intermediates).to_owned();
            note_failure(Failure { message: code.clone(), code, status: 0 });
        }
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &ALGORITHMS)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &ALGORITHMS)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ALGORITHMS.supported_schemes()
    }
}

impl Authorities {
    /// OpenSSL's name of the reason, as Node reports it.
    fn code_of(
        &self,
        error: &rustls::Error,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> &'static str {
        use CertificateError as Reason;
        match error {
            rustls::Error::InvalidCertificate(Reason::Expired | Reason::ExpiredContext { .. }) => {
                "CERT_HAS_EXPIRED"
            }
            rustls::Error::InvalidCertificate(
                Reason::NotValidYet | Reason::NotValidYetContext { .. },
            ) => "CERT_NOT_YET_VALID",
            rustls::Error::InvalidCertificate(
                Reason::NotValidForName | Reason::NotValidForNameContext { .. },
            ) => "ERR_TLS_CERT_ALTNAME_INVALID",
            _ if is_self_issued(end_entity) => "DEPTH_ZERO_SELF_SIGNED_CERT",
            _ => self.fault_of_issuer(end_entity, intermediates).unwrap_or_else(|| {
                if intermediates.iter().any(|each| is_self_issued(each)) {
                    "SELF_SIGNED_CERT_IN_CHAIN"
                } else if intermediates.is_empty() {
                    "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
                } else {
                    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
                }
            }),
        }
    }

    /// Why the authority that has issued one of these certificates cannot be used, if that is so.
    fn fault_of_issuer(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Option<&'static str> {
        let mut chain = std::iter::once(end_entity).chain(intermediates);
        let (_, fault) = chain.find_map(|each| {
            self.unusable.iter().find(|(authority, _)| is_issued_by(each, authority))
        })?;
        Some(*fault)
    }

    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let parsed = ParsedCertificate::try_from(end_entity)?;
        // `openssl req -x509` makes such certificates, and webpki refuses an authority as a server.
        let is_listed = is_for_anything(end_entity) && self.certificates.contains(end_entity);
        if !is_listed {
            let (roots, all) = (&self.roots, ALGORITHMS.all);
            verify_server_cert_signed_by_trust_anchor(&parsed, roots, intermediates, now, all)?;
        }
        verify_server_name(&parsed, server_name)?;
        Ok(ServerCertVerified::assertion())
    }
}

/// Makes a connection secure if its URL demands it. The handshake ends before anything is sent.
#[derive(Debug)]
pub struct Secure {
    /// Of the handshake.
    pub deadline: Deadline,
}

impl<In: Transport> Connector<In> for Secure {
    type Out = Either<In, Secured>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let trust = TRUST.lock().expect("one thread").clone();
        let config = trust.ok_or(Error::Tls("nothing is trusted"))?;
        let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| Error::Tls("an unusual name"))?;
        let mut conn = ClientConnection::new(config, name).map_err(io::Error::other)?;
        let mut sock = TransportAdapter::new(transport.boxed(), details.current_time.clone());
        let mut until = Until { sock: &mut sock, deadline: self.deadline };
        while conn.is_handshaking() {
            conn.complete_io(&mut until).inspect_err(note_handshake)?;
        }
        let (input, output) =
            (details.config.input_buffer_size(), details.config.output_buffer_size());
        let buffers = LazyBuffers::new(input, output);
        Ok(Some(Either::B(Secured { buffers, stream: StreamOwned { conn, sock } })))
    }
}

/// Takes down why the handshake ended, unless the verifier has.
fn note_handshake(error: &io::Error) {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    let (code, message) = match inner {
        Some(rustls::Error::InvalidCertificate(_)) => return,
        Some(reason) => ("EPROTO", format!("write EPROTO: {reason}")),
        None if error.kind() == io::ErrorKind::UnexpectedEof => ("ECONNRESET", CLOSED.to_owned()),
        None => return,
    };
    note_failure(Failure { code: code.to_owned(), message, status: 0 });
}

/// Node's words.
const CLOSED: &str =
    "Client network socket disconnected before secure TLS connection was established";

/// A connection with TLS.
pub struct Secured {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for Secured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secured")
    }
}

impl Transport for Secured {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        Ok(self.stream.write_all(&self.buffers.output()[..amount])?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let amount = match self.stream.read(input) {
            // As Node, which takes the end of the connection for that of TLS.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
            result => result?,
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
