using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool -t</c>: has a driver test its device (<c>struct ethtool_test</c>, include/uapi/linux/ethtool.h).</summary>
internal static class SelfTest
{
    private const byte Failed = 74;
    private const uint TestNames = 0, Offline = 1, HasFailed = 2, Loopback = 4, LoopbackDone = 8;
    private const int FlagsOffset = 4, CountOffset = 12, DataOffset = 16;

    public static ExitCode Run(EthToolContext context)
    {
        uint flags = Offline;
        if (context.Next() is { } mode)
        {
            if (mode is not ("online" or "offline" or "external_lb") || !context.IsAtEnd) return context.Bad();
            flags = mode switch { "online" => 0, "offline" => Offline, _ => Offline | Loopback };
        }
        var errno = DriverStrings.TryRead(context, TestNames, out var names);
        if (errno != Errno.None) return context.Fail("Cannot get strings", errno, Failed);
        var test = new DriverCommand(DriverCommand.Test, DataOffset + (names.Count + DriverStrings.Spare) * sizeof(ulong)).Put(FlagsOffset, flags).Put(CountOffset, (uint)names.Count);
        context.Shell.Output.Flush();
        errno = context.Control(test);
        if (errno != Errno.None) return context.Fail("Cannot test", errno, Failed);
        context.Write(new Report(context.Device, names, test));
        return (test.U32(FlagsOffset) & HasFailed) != 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private sealed record Report(string Device, IReadOnlyList<string> Names, DriverCommand Test) : IReport
    {
        public void Write(ReportWriter to)
        {
            uint flags = Test.U32(FlagsOffset);
            to.Device(Device);
            to.Word("result", (flags & HasFailed) != 0 ? "FAIL" : "PASS", "The test result is ");
            if ((flags & Loopback) != 0)
            {
                bool isDone = (flags & LoopbackDone) != 0;
                to.Field("external-loopback", isDone, $"External loopback test was {(isDone ? "" : "not ")}executed\n");
            }
            if (Names.Count > 0) to.Text($"The test extra info:\n");
            to.OpenArray("tests");
            for (int i = 0; i < Names.Count; i++)
            {
                ulong value = Test.U64(DataOffset + i * sizeof(ulong));
                to.OpenObject();
                to.Field("name", Names[i].Trim(), $"{Names[i]}");
                to.Buffer?.Append("\t "u8);
                // A driver's own number, which it may mean as a negative one.
                to.Field("value", (long)(uint)value, $"{(int)value}\n");
                to.CloseObject();
            }
            to.CloseArray();
            to.Text($"\n");
        }
    }
}
