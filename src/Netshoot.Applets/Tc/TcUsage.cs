namespace Netshoot.Applets.Tc;

/// <summary>What tc(8) answers to <c>help</c>: the words of its command line, which are its interface.</summary>
internal static class TcUsage
{
    public const string Whole = """
        Usage:	tc [ OPTIONS ] OBJECT { COMMAND | help }
        	tc [-force] -batch filename
        where  OBJECT := { qdisc | class | filter | chain |
        		    action | monitor | exec }
               OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[aw] |
        		    -o[neline] | -j[son] | -p[retty] | -c[olor]
        		    -b[atch] [filename] | -n[etns] name | -N[umeric] |
        		     -nm | -nam[es] | { -cf | -conf } path
        		     -br[ief] }

        """;

    public const string Qdisc = """
        Usage: tc qdisc [ add | del | replace | change | show ] dev STRING
               [ handle QHANDLE ] [ root | ingress | clsact | parent CLASSID ]
               [ estimator INTERVAL TIME_CONSTANT ]
               [ stab [ help | STAB_OPTIONS] ]
               [ ingress_block BLOCK_INDEX ] [ egress_block BLOCK_INDEX ]
               [ [ QDISC_KIND ] [ help | OPTIONS ] ]

               tc qdisc { show | list } [ dev STRING ] [ QDISC_ID ] [ invisible ]
        Where:
        QDISC_KIND := { [p|b]fifo | tbf | prio | cbq | red | etc. }
        OPTIONS := ... try tc qdisc add <desired QDISC_KIND> help
        STAB_OPTIONS := ... try tc qdisc add stab help
        QDISC_ID := { root | ingress | handle QHANDLE | parent CLASSID }

        """;

    public const string Class = """
        Usage: tc class [ add | del | change | replace | show ] dev STRING
               [ classid CLASSID ] [ root | parent CLASSID ]
               [ [ QDISC_KIND ] [ help | OPTIONS ] ]

               tc class show [ dev STRING ] [ root | parent CLASSID ]
        Where:
        QDISC_KIND := { prio | cbq | etc. }
        OPTIONS := ... try tc class add <desired QDISC_KIND> help

        """;

    public const string Filter = """
        Usage: tc filter [ add | del | change | replace | show ] [ dev STRING ]
               tc filter [ add | del | change | replace | show ] [ block BLOCK_INDEX ]
               tc filter get dev STRING parent CLASSID protocol PROTO handle FILTERID pref PRIO FILTER_TYPE
               tc filter get block BLOCK_INDEX protocol PROTO handle FILTERID pref PRIO FILTER_TYPE
               [ pref PRIO ] protocol PROTO [ chain CHAIN_INDEX ]
               [ estimator INTERVAL TIME_CONSTANT ]
               [ root | ingress | egress | parent CLASSID ]
               [ handle FILTERID ] [ [ FILTER_TYPE ] [ help | OPTIONS ] ]

               tc filter show [ dev STRING ] [ root | ingress | egress | parent CLASSID ]
               tc filter show [ block BLOCK_INDEX ]
        Where:
        FILTER_TYPE := { rsvp | u32 | bpf | fw | route | etc. }
        FILTERID := ... format depends on classifier, see there
        OPTIONS := ... try tc filter add <desired FILTER_KIND> help

        """;

    public const string Chain = """
        Usage: tc chain [ add | del | get | show ] [ dev STRING ]
               tc chain [ add | del | get | show ] [ block BLOCK_INDEX ] ]

        """;

    public const string Actions = """
        usage: tc actions <ACTSPECOP>*
        Where: 	ACTSPECOP := ACR | GD | FL
        	ACR := add | change | replace <ACTSPEC>*
        	GD := get | delete | <ACTISPEC>*
        	FL := ls | list | flush | <ACTNAMESPEC>
        	ACTNAMESPEC :=  action <ACTNAME>
        	ACTISPEC := <ACTNAMESPEC> <INDEXSPEC>
        	ACTSPEC := action <ACTDETAIL> [INDEXSPEC] [HWSTATSSPEC] [SKIPSPEC]
        	INDEXSPEC := index <32 bit indexvalue>
        	HWSTATSSPEC := hw_stats [ immediate | delayed | disabled ]
        	SKIPSPEC := [ skip_sw | skip_hw ]
        	ACTDETAIL := <ACTNAME> <ACTPARAMS>
        		Example ACTNAME is gact, mirred, bpf, etc
        		Each action has its own parameters (ACTPARAMS)


        """;
}
