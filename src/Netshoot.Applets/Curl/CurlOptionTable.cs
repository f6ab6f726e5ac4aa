using Netshoot.Cli;

namespace Netshoot.Applets.Curl;

/// <summary>What an option wants behind it.</summary>
internal enum CurlTakes
{
    /// <summary>Nothing; <c>--no-</c> turns it off where it can be.</summary>
    Switch,

    /// <summary>A word.</summary>
    Word,

    /// <summary>The original has it, and it is refused.</summary>
    Refused,
}

/// <summary>One option of curl(1).</summary>
internal readonly record struct CurlOption(char Short, string Long, CurlTakes Takes, string Value, string Help);

/// <summary>
/// The options of curl 7.88 (curl(1)), one a line: letter, name, what it takes, and what it does. A line costs nothing until an
/// option is looked for.
/// </summary>
internal static class CurlOptionTable
{
    // A value behind the name: the option takes one. "!": refused, whatever it would take.
    private const string Rows = """
        - abstract-unix-socket NAME|connect through this socket of the abstract namespace
        - alt-svc !|
        - anyauth|use what the server offers to prove who asks
        a append !|
        - aws-sigv4 !|
        - basic|prove who asks by Basic, which is the default
        - cacert FILE|believe the authorities in FILE
        - capath DIRECTORY|believe the authorities in DIRECTORY
        E cert FILE[:PASSWORD]|our own certificate
        - cert-status !|
        - cert-type TYPE|PEM, DER or P12
        - ciphers LIST|ciphers up to TLS 1.2
        - clobber|overwrite files that are there
        - compressed|ask for compression, and take it off
        - compressed-ssh !|
        K config FILE|read options from FILE
        - connect-timeout SECONDS|patience for a connection
        - connect-to H1:P1:H2:P2|connect to H2:P2 where H1:P1 is asked for
        C continue-at OFFSET|go on at OFFSET; - finds it out
        b cookie DATA|send these cookies, or those of a file
        c cookie-jar FILE|write the cookies to FILE at the end
        - create-dirs|make the directories of output files
        - create-file-mode MODE|the mode of files that are made
        - crlf|make LF of an upload CR LF
        - crlfile !|
        - curves !|
        d data DATA|post DATA, or what is in @FILE
        - data-ascii DATA|the same
        - data-binary DATA|post DATA without taking line ends out of @FILE
        - data-raw DATA|post DATA, whose @ means nothing
        - data-urlencode DATA|post DATA percent-encoded
        - delegation !|
        - digest|prove who asks by Digest
        q disable|do not read .curlrc (as the first option)
        - disable-eprt !|
        - disable-epsv !|
        - disallow-username-in-url|refuse URLs that name a user
        - dns-interface !|
        - dns-ipv4-addr ADDRESS|ask name servers from this address
        - dns-ipv6-addr ADDRESS|ask name servers from this address
        - dns-servers ADDRESSES|ask these name servers
        - doh-cert-status !|
        - doh-insecure|do not check the certificate of the name server
        - doh-url URL|resolve names over HTTPS
        D dump-header FILE|write the header to FILE
        - egd-file FILE|means nothing any more
        - engine !|
        - etag-compare FILE|ask only if the ETag in FILE is outdated
        - etag-save FILE|keep the ETag in FILE
        - expect100-timeout SECONDS|how long to wait for 100-continue
        f fail|exit 22 at errors of HTTP, without the body
        - fail-early|the first transfer that fails ends it all
        - fail-with-body|exit 22 at errors of HTTP, with the body
        - false-start !|
        F form NAME=CONTENT|post a part of a form
        - form-escape|escape names in forms by backslash
        - form-string NAME=TEXT|post a part of a form, literally
        - ftp-account !|
        - ftp-alternative-to-user !|
        - ftp-create-dirs !|
        - ftp-method !|
        - ftp-pasv !|
        P ftp-port !|
        - ftp-pret !|
        - ftp-skip-pasv-ip !|
        - ftp-ssl-ccc !|
        - ftp-ssl-ccc-mode !|
        - ftp-ssl-control !|
        G get|put the data into the URL
        g globoff|[] and {} of URLs mean themselves
        - happy-eyeballs-timeout-ms MILLISECONDS|what IPv6 is ahead of IPv4
        - haproxy-protocol|begin with the line of HAProxy's PROXY protocol
        I head|only the header
        H header LINE|send this header; NAME: takes one out
        h help|print this help
        - hostpubmd5 !|
        - hostpubsha256 !|
        - hsts FILE|go to HTTPS where hosts in FILE asked for it, and keep them there
        - http0.9|take answers without a header
        0 http1.0|speak HTTP/1.0
        - http1.1|speak HTTP/1.1
        - http2|speak HTTP/2 where the server does
        - http2-prior-knowledge|speak HTTP/2 without asking
        - http3 !|
        - http3-only !|
        - ignore-content-length|read until the connection ends
        i include|print the header before the body
        k insecure|do not check certificates
        - interface NAME|connect through an interface or from an address
        4 ipv4|only IPv4 addresses
        6 ipv6|only IPv6 addresses
        - json DATA|post JSON
        j junk-session-cookies|leave out cookies of ended sessions
        - keepalive|probe silent connections (off: --no-keepalive)
        - keepalive-time SECONDS|when to begin to
        - key FILE|the key of our certificate
        - key-type TYPE|PEM or DER
        - krb !|
        - libcurl !|
        - limit-rate RATE|at most RATE bytes a second
        l list-only !|
        - local-port N[-M]|connect from this port
        L location|follow redirects
        - location-trusted|and tell all of them who asks
        - login-options !|
        - mail-auth !|
        - mail-from !|
        - mail-rcpt !|
        - mail-rcpt-allowfails !|
        M manual !|
        - max-filesize BYTES|refuse what is larger
        - max-redirs N|at most N redirects
        m max-time SECONDS|patience for all of it
        - metalink !|
        - negotiate !|
        n netrc|who asks is in .netrc
        - netrc-file FILE|who asks is in FILE
        - netrc-optional|who asks is in .netrc or in the URL
        : next|the options behind it are for URLs behind it
        - alpn|agree on the protocol in TLS (off: --no-alpn)
        N no-buffer|write at once what comes
        - npn|means nothing any more
        - sessionid|resume sessions of TLS (off: --no-sessionid)
        - noproxy HOSTS|no proxy for these
        - ntlm !|
        - ntlm-wb !|
        - oauth2-bearer TOKEN|prove who asks by a token
        o output FILE|write the body to FILE
        - output-dir DIRECTORY|where files are written
        Z parallel|all transfers at once
        - parallel-immediate|open connections rather than wait for one
        - parallel-max N|at most N at once
        - pass PASSWORD|of our key
        - path-as-is|leave /../ in the path
        - pinnedpubkey HASHES|the key that the server must have
        - post301|go on posting after a 301
        - post302|go on posting after a 302
        - post303|go on posting after a 303
        - preproxy !|
        # progress-bar|a bar instead of the meter
        - progress-meter|show how it goes (off: --no-progress-meter)
        - proto SCHEMES|which may be used
        - proto-default SCHEME|of URLs without one
        - proto-redir SCHEMES|to which redirects may lead
        x proxy PROXY|go through a proxy
        - proxy-anyauth|as --anyauth, to the proxy
        - proxy-basic|as --basic, to the proxy
        - proxy-cacert FILE|as --cacert, for the proxy
        - proxy-capath DIRECTORY|as --capath, for the proxy
        - proxy-cert FILE|as --cert, for the proxy
        - proxy-cert-type TYPE|as --cert-type, for the proxy
        - proxy-ciphers LIST|as --ciphers, for the proxy
        - proxy-crlfile !|
        - proxy-digest|as --digest, to the proxy
        - proxy-header LINE|as --header, to the proxy
        - proxy-insecure|as --insecure, for the proxy
        - proxy-key FILE|as --key, for the proxy
        - proxy-key-type TYPE|as --key-type, for the proxy
        - proxy-negotiate !|
        - proxy-ntlm !|
        - proxy-pass PASSWORD|as --pass, for the proxy
        - proxy-pinnedpubkey HASHES|as --pinnedpubkey, for the proxy
        - proxy-service-name !|
        - proxy-ssl-allow-beast !|
        - proxy-ssl-auto-client-cert !|
        - proxy-tls13-ciphers LIST|as --tls13-ciphers, for the proxy
        - proxy-tlsauthtype !|
        - proxy-tlspassword !|
        - proxy-tlsuser !|
        - proxy-tlsv1|as --tlsv1, for the proxy
        U proxy-user USER:PASSWORD|who asks the proxy
        - proxy1.0 PROXY|go through a proxy that speaks HTTP/1.0
        p proxytunnel|ask the proxy for a connection (CONNECT)
        - pubkey !|
        Q quote !|
        - random-file FILE|means nothing any more
        r range RANGE|only these bytes
        - rate N/UNIT|at most so many transfers
        - raw|take off neither chunks nor compression
        e referer URL|the page that led here; ;auto keeps track
        J remote-header-name|the name that the server gives the file
        O remote-name|the name that the URL gives the file
        - remote-name-all|-O for each URL
        R remote-time|the file gets the time of the remote one
        - remove-on-error|a file of a failed transfer is removed
        X request METHOD|use this method
        - request-target TARGET|ask for this instead of the path
        - resolve [+]HOST:PORT:ADDRESS,...|the addresses of a host
        - retry N|try again N times
        - retry-all-errors|whatever went wrong
        - retry-connrefused|also when nobody listens
        - retry-delay SECONDS|pause before
        - retry-max-time SECONDS|try again only so long
        - sasl-authzid !|
        - sasl-ir !|
        - service-name !|
        S show-error|errors in spite of -s
        s silent|no meter, no errors
        - socks4 PROXY|go through a SOCKS4 proxy
        - socks4a PROXY|the proxy resolves names
        - socks5 PROXY|go through a SOCKS5 proxy
        - socks5-basic|prove who asks the SOCKS5 proxy by a password
        - socks5-gssapi !|
        - socks5-gssapi-nec !|
        - socks5-gssapi-service !|
        - socks5-hostname PROXY|the proxy resolves names
        Y speed-limit BYTES|give up below so many a second
        y speed-time SECONDS|for so long
        - ssl !|
        - ssl-allow-beast !|
        - ssl-auto-client-cert !|
        - ssl-no-revoke !|
        - ssl-reqd !|
        - ssl-revoke-best-effort !|
        2 sslv2|means nothing any more
        3 sslv3|means nothing any more
        - stderr FILE|write errors there; - is standard output
        - styled-output|names of headers in bold on a terminal
        - suppress-connect-headers|leave out the header of CONNECT
        - tcp-fastopen !|
        - tcp-nodelay|send small pieces at once, which is the default
        t telnet-option !|
        - tftp-blksize !|
        - tftp-no-options !|
        z time-cond TIME|only if newer; -TIME only if older
        - timing|draw where the time went (ours)
        - tls-max VERSION|at most this TLS
        - tls13-ciphers LIST|ciphers of TLS 1.3
        - tlsauthtype !|
        - tlspassword !|
        - tlsuser !|
        1 tlsv1|TLS 1.0 at least
        - tlsv1.0|TLS 1.0 at least
        - tlsv1.1|TLS 1.1 at least
        - tlsv1.2|TLS 1.2 at least
        - tlsv1.3|TLS 1.3 at least
        - tr-encoding|ask for compressed transfers
        - trace FILE|write all that is sent and received
        - trace-ascii FILE|the same without hexadecimal
        - trace-time|with the time of each
        - unix-socket PATH|connect through this socket
        T upload-file FILE|send FILE
        - url URL|what to ask for
        - url-query DATA|add to the query of the URL
        B use-ascii !|
        u user USER:PASSWORD|who asks
        A user-agent NAME|who we say we are
        v verbose|say what happens
        V version|print the version
        w write-out FORMAT|print this at the end
        - xattr !|
        """;

    public const string NotHttp = "only HTTP is spoken here";

    /// <summary>The option of a letter, or null.</summary>
    public static CurlOption? Find(char letter)
    {
        if (letter is '-' or ' ') return null;
        foreach (var line in Rows.AsSpan().EnumerateLines())
            if (line[0] == letter) return Read(line);
        return null;
    }

    /// <summary>The option of a name or of its unique beginning.</summary>
    public static CurlOption? Find(ReadOnlySpan<char> name, out bool isAmbiguous)
    {
        CurlOption? found = null;
        int matches = 0;
        foreach (var line in Rows.AsSpan().EnumerateLines())
        {
            if (!line[2..].StartsWith(name)) continue;
            char behind = line[2 + name.Length];
            if (behind is '|' or ' ')
            {
                isAmbiguous = false;
                return Read(line);
            }
            matches++;
            found = Read(line);
        }
        isAmbiguous = matches > 1;
        return matches == 1 ? found : null;
    }

    /// <summary>Why an option is refused.</summary>
    public static string Reason(string name) => name switch
    {
        "ntlm" or "ntlm-wb" or "proxy-ntlm" => "NTLM is not spoken here",
        "negotiate" or "proxy-negotiate" or "delegation" or "krb" or "service-name" or "proxy-service-name" or "socks5-gssapi" or "socks5-gssapi-nec" or "socks5-gssapi-service" => "Kerberos is not spoken here",
        "libcurl" => "there is no libcurl here to write code for",
        "manual" => "see man curl, or --help",
        "http3" or "http3-only" => "HTTP/3 is not spoken here",
        "crlfile" or "curves" or "engine" or "false-start" or "doh-cert-status" or "cert-status" or "proxy-crlfile" => "the TLS library here cannot do that",
        "tlsauthtype" or "tlspassword" or "tlsuser" or "proxy-tlsauthtype" or "proxy-tlspassword" or "proxy-tlsuser" => "the TLS library here knows no SRP",
        "tcp-fastopen" or "alt-svc" or "preproxy" or "dns-interface" or "xattr" or "aws-sigv4" or "use-ascii" or "metalink" => "not done here",
        _ => NotHttp,
    };

    /// <summary>All of them, for help and completion.</summary>
    public static IEnumerable<OptionHelp> Describe()
    {
        foreach (string line in Rows.Split('\n'))
        {
            var option = Read(line);
            string text = option.Takes == CurlTakes.Refused ? "not supported: " + Reason(option.Long) : option.Help;
            string names = $"{(option.Short == '-' ? "" : $"-{option.Short}, ")}--{option.Long}{(option.Value.Length > 0 ? " " + option.Value : "")}";
            yield return new(names, text, option.Short == '-' ? [$"--{option.Long}"] : [$"-{option.Short}", $"--{option.Long}"]);
        }
    }

    private static CurlOption Read(ReadOnlySpan<char> line)
    {
        int bar = line.LastIndexOf('|');
        var words = line[2..bar];
        int space = words.IndexOf(' ');
        var name = space < 0 ? words : words[..space];
        string value = space < 0 ? "" : words[(space + 1)..].ToString();
        var takes = value == "!" ? CurlTakes.Refused : value.Length > 0 ? CurlTakes.Word : CurlTakes.Switch;
        return new(line[0], name.ToString(), takes, takes == CurlTakes.Refused ? "" : value, line[(bar + 1)..].ToString());
    }
}
