namespace Netshoot.Probes.Relay;

/// <summary>
/// Answers each option that a telnet peer asks for or offers with a refusal: DO with WON'T, WILL with DON'T (RFC 854). It keeps its
/// place between the pieces that the stream comes in.
/// </summary>
public struct TelnetRefusals
{
    private const byte InterpretAsCommand = 255, Dont = 254, Do = 253, Wont = 252, Will = 251;

    private byte _command;
    private bool _inCommand;

    /// <summary>The most bytes of answers that <paramref name="count"/> received bytes can call for.</summary>
    public static int Most(int count) => count + 3;

    /// <returns>How many bytes of answers were written to <paramref name="answers"/>.</returns>
    public int Answer(ReadOnlySpan<byte> received, Span<byte> answers)
    {
        int written = 0;
        foreach (byte b in received)
        {
            if (_command != 0)
            {
                answers[written++] = InterpretAsCommand;
                answers[written++] = _command == Do ? Wont : Dont;
                answers[written++] = b;
                _command = 0;
            }
            else if (_inCommand)
            {
                _inCommand = false;
                if (b is Do or Will) _command = b;
            }
            else
            {
                _inCommand = b == InterpretAsCommand;
            }
        }
        return written;
    }
}
