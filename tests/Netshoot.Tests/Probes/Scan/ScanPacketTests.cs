using System.Text;
using Netshoot.Filters;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Scan;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Scan;

/// <summary>Packets of our own, and reading those of others.</summary>
public sealed class ScanPacketTests
{
    private static readonly InternetAddress s_four = InternetAddress.From4(0x0a09_0002);

    [Theory]
    [InlineData(IpProtocols.Tcp, false)]
    [InlineData(IpProtocols.Udp, false)]
    [InlineData(IpProtocols.Icmp, false)]
    [InlineData(IpProtocols.Tcp, true)]
    [InlineData(IpProtocols.Udp, true)]
    [InlineData(IpProtocols.Icmp6, true)]
    public void Carries_right_checksums_unless_asked_for_wrong_ones(byte protocol, bool is6)
    {
        var to = is6 ? InternetAddress.Loopback6 : s_four;
        var from = to.Plus(1);
        foreach (bool isBad in new[] { false, true })
        {
            var form = new PacketForm { Protocol = protocol, Source = from, Payload = [1, 2, 3], HasBadSum = isBad, SourcePort = 1234 };
            byte[] bytes = new byte[200];
            int length = form.Write(bytes, to, 80, 1);
            Assert.True(SeenPacket.TryReadPacket(bytes.AsSpan(0, length), default, out var packet));
            Assert.Equal(length, packet.Bytes.Length);
            if (!is6) Assert.Equal(0, InternetChecksum.Of(packet.Bytes[..20]));
            ushort sum = protocol == IpProtocols.Icmp ? InternetChecksum.Of(packet.Body) : PseudoHeader.Checksum(from, to, protocol, packet.Body, packet.Body.Length);
            Assert.Equal(isBad, sum != 0);
        }
    }

    [Fact]
    public void What_fits_no_packet_is_not_written()
        => Assert.Equal(0, new PacketForm { Payload = new byte[65_530] }.Write(new byte[PacketForm.Most], s_four, 0));

    [Fact]
    public void Reads_every_beginning_of_a_frame_and_noise_without_a_word()
    {
        var random = new Random(4711);
        byte[] frame = new byte[200];
        var inner = new PacketForm { Protocol = IpProtocols.Tcp, Source = s_four };
        byte[] quoted = new byte[60];
        int length = inner.Write(quoted, s_four, 80);
        var form = new PacketForm { Source = s_four, Payload = quoted[..length] };
        (form.Icmp.Type, form.Icmp.Code) = (IcmpForm.Unreachable, 3);
        frame[12] = 8;
        int whole = 14 + form.Write(frame.AsSpan(14), s_four, 0);
        for (int i = 0; i <= whole; i++) Read(frame.AsSpan(0, i));
        for (int round = 0; round < 20_000; round++)
        {
            byte[] noise = frame.AsSpan(0, random.Next(14, whole)).ToArray();
            for (int i = 0; i < 8; i++) noise[random.Next(14, noise.Length + 1) - 1] = (byte)random.Next(256);
            Read(noise);
        }
        Assert.True(SeenPacket.TryReadFrame(frame.AsSpan(0, whole), LinkType.Ethernet, out var packet) && packet.TryReadQuoted(out var about) && about.Protocol == IpProtocols.Tcp);

        static void Read(ReadOnlySpan<byte> bytes)
        {
            if (SeenPacket.TryReadFrame(bytes, LinkType.Ethernet, out var packet)) packet.TryReadQuoted(out _);
            SeenPacket.TryReadPacket(bytes, default, out _);
        }
    }

    [Fact]
    public void Measures_round_trips_as_rfc_6298_has_it()
    {
        var timing = new ScanTiming();
        var trips = new RoundTrips();
        Assert.Equal(timing.InitialTimeout, trips.Timeout(timing));
        trips.Add(100_000);
        Assert.Equal(TimeSpan.FromMilliseconds(500), trips.Timeout(timing));
        for (int i = 0; i < 100; i++) trips.Add(100_000);
        Assert.InRange(trips.Timeout(timing), timing.LeastTimeout, timing.LeastTimeout + TimeSpan.FromMilliseconds(10));
        trips.Add(60_000_000);
        Assert.Equal(timing.MostTimeout, trips.Timeout(timing));
    }

    [Fact]
    public void The_window_opens_with_answers_and_is_halved_once_a_round_trip()
    {
        var window = new ScanWindow(new ScanTiming { InitialWindow = 10, LargestWindow = 100 });
        for (int i = 0; i < 1000; i++) window.Answered();
        Assert.Equal(100, window.Size);
        window.Lost(1000, 500);
        window.Lost(1400, 500);
        Assert.Equal(50, window.Size);
        window.Answered();
        Assert.Equal(50, window.Size);
        window.Lost(1500, 500);
        Assert.Equal(25, window.Size);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", "ssh|OpenSSH|9.2p1 Debian-2+deb12u3|protocol 2.0")]
    [InlineData("220 mail.example ESMTP Postfix (Debian)\r\n", "smtp|Postfix smtpd||")]
    [InlineData("220 (vsFTPd 3.0.3)\r\n", "ftp|vsftpd|3.0.3|")]
    [InlineData("+OK Dovecot ready.\r\n", "pop3|Dovecot pop3d||")]
    [InlineData("J\0\0\0\n5.5.5-10.11.6-MariaDB-0+deb12u1\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "mysql|MariaDB|5.5.5-10.11.6-MariaDB-0+deb12u1|")]
    [InlineData("nothing that is known", null)]
    public void Recognizes_banners(string banner, string? expected) => Assert.Equal(expected, Text(ServiceRecognition.OfBanner(Encoding.Latin1.GetBytes(banner))));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", "http|nginx|1.22.1|")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: Apache/2.4.57 (Debian)\r\n\r\n", "http|Apache|2.4.57|Debian")]
    [InlineData("HTTP/1.1 404 Not Found\r\nServer: Docker/24.0.7 (linux)\r\n\r\n", "docker|Docker API|24.0.7|")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"etcdserver\":\"3.5.9\",\"etcdcluster\":\"3.5.0\"}", "etcd-client|etcd|3.5.9|cluster 3.5.0")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\n \"gitVersion\": \"v1.29.1\",\n \"goVersion\": \"go1.21\"}", "kubernetes|Kubernetes API|v1.29.1|")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nplain", "http|||")]
    [InlineData("SIP/2.0 200 OK\r\n\r\n", null)]
    public void Recognizes_answers_of_http(string answer, string? expected) => Assert.Equal(expected, Text(ServiceRecognition.OfHttp(Encoding.Latin1.GetBytes(answer))));

    [Fact]
    public void Recognizes_nothing_in_noise_and_throws_at_none()
    {
        var random = new Random(42);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] noise = new byte[random.Next(0, 80)];
            random.NextBytes(noise);
            ServiceRecognition.OfBanner(noise);
            ServiceRecognition.OfDns(noise);
            ServiceRecognition.OfMongo(noise);
            ServiceRecognition.OfRedis(noise);
            Assert.Null(ServiceRecognition.OfHttp(noise));
        }
    }

    private static string? Text(ServiceFacts? facts) => facts is null ? null : $"{facts.Name}|{facts.Product}|{facts.Version}|{facts.Information}";
}
