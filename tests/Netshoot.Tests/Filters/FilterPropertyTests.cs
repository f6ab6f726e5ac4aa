using System.Diagnostics;
using System.Text;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

[Collection(nameof(AllocationCollection))]
public sealed class FilterPropertyTests
{
    private static readonly string[] s_linkTypes = ["EN10MB", "RAW", "LINUX_SLL", "LINUX_SLL2", "NULL", "PPP", "FDDI", "IEEE802_11", "IEEE802_11_RADIO", "PFLOG", "SUNATM"];

    private static readonly string[] s_expressions =
    [
        "", "tcp", "not tcp", "udp port 53", "tcp port 80 or tcp port 443", "port 80 or 443 or 8080", "host 1.2.3.4 and host 5.6.7.8", "net fe80::/10",
        "src net 10.0.0.0/8 and dst net 192.168.0.0/16", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "icmp[icmptype] = icmp-echo or icmp6[icmp6type] = icmp6-echo",
        "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)", "tcp[(tcp[12]>>2):4] = 0x47455420", "ip[0] + ip[1] = ip[2]", "ip[ip[2]:2] > 5",
        "portrange 1-1023 and not arp", "ip or not ip", "not (tcp or udp) and len > 100", "ip6 and tcp port 443", "arp or rarp", "iso or stp or ipx", "lsp", "decnet src 1.1",
        "sctp portrange 5-1 or icmp", "ip protochain 6", "ip6 protochain 17", "len / 2 % 7 = 3", "ip[8] & 1 = ip[9] & 1", "greater 100 and less 200", "ip multicast", "ip broadcast",
        "src host 1.2.3.4 or dst port 80 and not udp", "ip[0] * 3 - 2 >= ip[1] << 1",
    ];

    [Fact]
    public void Optimizing_changes_no_verdict()
    {
        int accepted = 0, compared = 0;
        foreach (var (expression, type) in Pairs(s_expressions.Concat(["vlan and ip", "vlan 5 and vlan 6 and tcp port 80", "mpls 5 and ip6", "pppoes and tcp port 80", "geneve 5 and ip", "vxlan 7 and tcp port 80", "ether host 1:2:3:4:5:6 or ether multicast", "geneve or port 80"])))
        {
            var plain = TryCompile(expression, type, optimize: false);
            var optimized = TryCompile(expression, type, optimize: true);
            if (plain is null || optimized is null) continue;
            foreach (var packet in DirectedPackets.For(plain.Instructions, 60, seed: 3))
            {
                // A radio header longer than the packet: the optimizer may drop a load that would have failed, as libpcap's does.
                (packet[2], packet[3]) = (type == "IEEE802_11_RADIO" ? (byte)(packet[2] & 0x3f) : packet[2], type == "IEEE802_11_RADIO" ? (byte)0 : packet[3]);
                bool want = plain.Accepts(packet, 700);
                accepted += want ? 1 : 0;
                compared++;
                Assert.True(want == optimized.Accepts(packet, 700), $"{type}: {expression}: {Convert.ToHexStringLower(packet)}");
            }
        }
        Assert.True(accepted > compared / 50, $"only {accepted} of {compared} packets were accepted");
    }

    [Fact]
    public void No_packet_of_any_length_makes_a_program_fail()
    {
        var random = new Random(5);
        foreach (var (expression, type) in Pairs(s_expressions))
        {
            if (TryCompile(expression, type, optimize: true) is not { } program) continue;
            var packet = new byte[96];
            random.NextBytes(packet);
            packet[0] = 0x45;
            for (int length = 0; length <= packet.Length; length++) program.Accepts(packet.AsSpan(0, length), 1500);
        }
    }

    [Fact]
    public void A_listing_read_back_is_the_same_program()
    {
        foreach (var (expression, type) in Pairs(s_expressions.Concat(["inbound", "vlan and geneve and ip"])))
        {
            if (TryCompile(expression, type, optimize: true) is not { } program) continue;
            Assert.Equal(program.Instructions, ListingReader.Read(ListingReader.Write(program.Instructions)));
        }
    }

    [Fact]
    public void Noise_is_refused_with_a_message_and_nothing_else()
    {
        string[] words =
        [
            "host", "net", "port", "portrange", "src", "dst", "and", "or", "not", "(", ")", "[", "]", ":", "=", "!=", "<", ">=", "+", "-", "*", "/", "%", "^", "&", "|", "<<", "ip", "ip6",
            "tcp", "ether", "wlan", "vlan", "mpls", "geneve", "pppoes", "proto", "protochain", "80", "0x", "08", "1.2.3.4", "1.2", "fe80::1", "::", "1:2:3:4:5:6", "$5", "foo", "\\tcp", "len",
            "broadcast", "less", "byte", "type", "subtype", "llc", "rnr", "vpi", "sio", "mask", "gateway", "addr1", "ra", "4294967295", "é", "\u0000", "~", "decnet", "iso", "vxlan", "/", "24",
        ];
        var random = new Random(11);
        int compiled = 0;
        for (int i = 0; i < 30_000; i++)
        {
            var text = new StringBuilder();
            for (int count = random.Next(1, 9); count > 0; count--) text.Append(words[random.Next(words.Length)]).Append(random.Next(5) == 0 ? "" : " ");
            Assert.True(LinkType.TryParse(s_linkTypes[i % s_linkTypes.Length], out var type));
            try
            {
                FilterCompiler.Compile(text.ToString(), new FilterOptions { LinkType = type, Names = FilterTestNames.Names, Optimize = i % 2 == 0 });
                compiled++;
            }
            catch (Failure failure)
            {
                Assert.NotEmpty(failure.Message);
            }
        }
        Assert.True(compiled > 100, $"{compiled}");
    }

    [Theory]
    [InlineData("(", "tcp", ")", 100_000)]
    [InlineData("not ", "tcp", "", 100_000)]
    [InlineData("", "len = 1", "+1", 100_000)]
    [InlineData("- ", "5 = len", "", 100_000)]
    [InlineData("(", "len", ")", 100_000)]
    [InlineData("ip[", "0", "]", 50_000)]
    [InlineData("port (", "80", ")", 50_000)]
    [InlineData("vlan (", "80", ")", 50_000)]
    public void Deep_nesting_is_refused_before_the_stack_is_used_up(string open, string inner, string close, int depth)
    {
        var text = new StringBuilder();
        for (int i = 0; i < depth; i++) text.Append(open);
        text.Append(inner);
        for (int i = 0; i < depth; i++) text.Append(close);
        Assert.Throws<Failure>(() => FilterCompiler.Compile(text.ToString(), new FilterOptions()));
    }

    [Fact]
    public void Nesting_up_to_the_bound_compiles_on_a_small_stack()
    {
        string[] expressions =
        [
            new string('(', 190) + "tcp" + new string(')', 190), string.Concat(Enumerable.Repeat("not ", 190)) + "tcp", new string('(', 190) + "len" + new string(')', 190) + " = 1",
            "len" + string.Concat(Enumerable.Repeat(" + 1", 190)) + " = 5", string.Concat(Enumerable.Repeat("- ", 190)) + "len = 5",
        ];
        Exception? problem = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    foreach (string expression in expressions) FilterCompiler.Compile(expression, new FilterOptions());
                }
                catch (Failure failure)
                {
                    problem = failure;
                }
            },
            maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(problem);
    }

    [Fact]
    public void A_filter_of_six_hundred_hosts_compiles_and_finds_each()
    {
        string expression = string.Join(" or ", Enumerable.Range(0, 600).Select(static i => $"ip host 10.{i >> 8}.{i & 255}.1"));
        var program = FilterCompiler.Compile(expression, new FilterOptions { LinkType = LinkType.Raw });
        var packet = new byte[40];
        packet[0] = 0x45;
        for (int i = 0; i < 600; i++)
        {
            (packet[12], packet[13], packet[14], packet[15]) = (10, (byte)(i >> 8), (byte)i, 1);
            Assert.True(program.Accepts(packet, 40), $"{i}");
        }
        packet[15] = 2;
        Assert.False(program.Accepts(packet, 40));
    }

    [Fact]
    public void Running_a_program_allocates_nothing()
    {
        var program = FilterCompiler.Compile("tcp port 80 or udp port 53 or tcp[ip[0]] = 5", new FilterOptions());
        var packet = new byte[100];
        (packet[12], packet[14], packet[23]) = (8, 0x45, 6);
        for (int i = 0; i < 10_000; i++) program.Accepts(packet, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) program.Accepts(packet, 100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_chain_of_headers_that_points_at_itself_ends()
    {
        // An authentication header whose length leads back to it.
        var program = FilterCompiler.Compile("ip protochain 6", new FilterOptions { LinkType = LinkType.Raw });
        Assert.True(program.HasLoops);
        Assert.False(program.FitsKernel);
        var packet = new byte[64];
        (packet[0], packet[9], packet[20], packet[21]) = (0x45, 51, 51, 3);
        long began = Stopwatch.GetTimestamp();
        Assert.False(program.Accepts(packet, 64));
        Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 5);
    }

    private static IEnumerable<(string Expression, string LinkType)> Pairs(IEnumerable<string> expressions)
        => from expression in expressions from type in s_linkTypes select (expression, type);

    private static BpfProgram? TryCompile(string expression, string linkType, bool optimize)
    {
        Assert.True(LinkType.TryParse(linkType, out var type));
        try
        {
            return FilterCompiler.Compile(expression, new FilterOptions { LinkType = type, Optimize = optimize, Names = FilterTestNames.Names, KernelMetadata = KernelMetadata.Packet });
        }
        catch (Failure)
        {
            return null; // not for this link type, or nothing can match
        }
    }
}
