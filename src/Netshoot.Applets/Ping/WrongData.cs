using Netshoot.Cli;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>An answer whose data is not what was sent: where they part, and all of it.</summary>
internal sealed record WrongData(int At, byte Expected, byte Found, byte[] Data)
{
    private const int BytesOnLine = 32;

    /// <summary>Compares what came back with what was sent, behind the time of sending; null when it is the same.</summary>
    public static WrongData? Find(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> received)
    {
        int compared = Math.Min(sent.Length, received.Length);
        if (compared <= Pinger.StampLength) return null;
        int same = sent[Pinger.StampLength..compared].CommonPrefixLength(received[Pinger.StampLength..compared]);
        int at = Pinger.StampLength + same;
        return at == compared ? null : new(at, sent[at], received[at], received[..compared].ToArray());
    }

    public void Write(ReportWriter to)
    {
        to.Field("wrong_byte", At, $"\nwrong data byte #{At} should be ");
        to.Field("expected", Expected, $"0x{Expected:x} but was ");
        to.Field("found", Found, $"0x{Found:x}");
        if (to.Buffer is not { } text) return;
        for (int i = Pinger.StampLength; i < Data.Length; i++)
        {
            if ((i - Pinger.StampLength) % BytesOnLine == 0) text.Append($"\n#{i}\t");
            text.AppendHex(Data[i]);
            text.Append((byte)' ');
        }
    }
}
