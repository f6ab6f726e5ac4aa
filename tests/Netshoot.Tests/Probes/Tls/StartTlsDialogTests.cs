using Netshoot.Probes.Tls;
using Netshoot.Testing.Fakes;
using Xunit;

namespace Netshoot.Tests.Probes.Tls;

public sealed class StartTlsDialogTests
{
    private const string MySql = "\x49\0\0\0\n8.0.36\0\x01\0\0\012345678\0\xff\xff\x2d\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0123456789012\0caching_sha2_password\0";

    [Theory]
    [InlineData(StartTls.Smtp, "220 hello\r\n250-me\r\n250 STARTTLS\r\n220 go\r\n", "EHLO netshoot\r\nSTARTTLS\r\n")]
    [InlineData(StartTls.Imap, "* OK hello\r\n* CAPABILITY x\r\na OK go\r\n", "a STARTTLS\r\n")]
    [InlineData(StartTls.Postgres, "S", "\0\0\0\x08\x04\xd2\x16\x2f")]
    public async Task It_asks_in_the_servers_words_and_wherever_they_are_cut_it_ends(StartTls protocol, string says, string asked)
    {
        for (int length = 0; length <= says.Length; length++)
        {
            using var socket = new FakeSocket(TimeProvider.System);
            socket.Incoming.Piece = 3;
            socket.Incoming.Feed(says[..length]);
            socket.Incoming.End();
            bool begins = await new StartTlsDialog(socket).AskAsync(protocol, CancellationToken.None);
            Assert.Equal(length == says.Length, begins);
            if (begins) Assert.Equal(asked, socket.Outgoing.Text);
        }
    }

    [Fact]
    public async Task MySql_is_asked_once_its_greeting_is_whole_and_knows_TLS()
    {
        string greeting = (char)(MySql.Length - 4) + MySql[1..];
        for (int length = 0; length <= greeting.Length; length++)
        {
            using var socket = new FakeSocket(TimeProvider.System);
            socket.Incoming.Feed(greeting[..length]);
            socket.Incoming.End();
            Assert.Equal(length == greeting.Length, await new StartTlsDialog(socket).AskAsync(StartTls.MySql, CancellationToken.None));
            Assert.Equal(length == greeting.Length ? 36 : 0, socket.Outgoing.Count);
        }
        using var without = new FakeSocket(TimeProvider.System);
        without.Incoming.Feed(greeting.Replace("\xff\xff\x2d", "\xff\xf7\x2d", StringComparison.Ordinal));
        without.Incoming.End();
        Assert.False(await new StartTlsDialog(without).AskAsync(StartTls.MySql, CancellationToken.None));
    }

    [Theory]
    [InlineData(StartTls.Smtp, "554 no\r\n", "554 no")]
    [InlineData(StartTls.Imap, "* OK hello\r\na BAD what\r\n", "a BAD what")]
    [InlineData(StartTls.Postgres, "N", "N")]
    public async Task A_refusal_is_kept(StartTls protocol, string says, string said)
    {
        using var socket = new FakeSocket(TimeProvider.System);
        socket.Incoming.Feed(says);
        var dialog = new StartTlsDialog(socket);
        Assert.False(await dialog.AskAsync(protocol, CancellationToken.None));
        Assert.Equal(said, dialog.Said);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_not_listened_to_for_ever()
    {
        foreach (string flood in new[] { string.Concat(Enumerable.Repeat("220-more\r\n", 1000)), new string('x', 100_000) })
        {
            using var socket = new FakeSocket(TimeProvider.System);
            socket.Incoming.Feed(flood);
            Assert.False(await new StartTlsDialog(socket).AskAsync(StartTls.Smtp, CancellationToken.None));
            Assert.True(socket.Incoming.Count > 0);
        }
    }
}
